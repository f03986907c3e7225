package common.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import common.testing.MetricsPage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricsTest {
  private final Metrics metrics = new Metrics();

  private MetricsPage page() {
    return MetricsPage.parse(metrics.text());
  }

  @Test
  void text_isEachMetricWithHelpAndType_byName() {
    metrics.gauge("queue_length", "Waiting.", () -> 7);
    metrics.counter("calls_total", "Calls.", "method", "Buy", "code", "OK").increment();
    metrics.counter("calls_total", "Calls.", "method", "Buy", "code", "UNKNOWN");
    assertEquals(
        """
        # HELP calls_total Calls.
        # TYPE calls_total counter
        calls_total{method="Buy",code="OK"} 1
        calls_total{method="Buy",code="UNKNOWN"} 0
        # HELP queue_length Waiting.
        # TYPE queue_length gauge
        queue_length 7
        """,
        metrics.text());
  }

  @Test
  void text_escapesWhatLabelsAndHelpMayNotHold() {
    metrics.counter("a_total", "One\nand \\ \"two\"", "name", "\"Bear\\\n").increment();
    assertEquals(
        """
        # HELP a_total One\\nand \\\\ "two"
        # TYPE a_total counter
        a_total{name="\\"Bear\\\\\\n"} 1
        """,
        metrics.text());
    page();
  }

  @Test
  void gauge_ofAFractionOrNothing_isANumberOfTheFormat() {
    metrics.gauge("a", "A.", () -> 0.25);
    metrics.gauge("b", "B.", () -> Double.NaN);
    metrics.gauge("c", "C.", () -> 1.5e-7);
    metrics.gauge("d", "D.", () -> 17e9);
    assertEquals(0.25, page().value("a"));
    assertTrue(metrics.text().contains("\nb NaN\n"), metrics.text());
    assertEquals(1.5e-7, page().value("c"));
    assertTrue(metrics.text().contains("\nd 17000000000\n"), metrics.text());
  }

  @Test
  void gauge_registeredAgain_showsTheNewOne() {
    metrics.gauge("a", "A.", () -> 1);
    metrics.gauge("a", "A.", () -> 2);
    assertEquals(2, page().value("a"));
  }

  @Test
  void counter_ofTheSameNameAndLabels_isTheSame() {
    Counter one = metrics.counter("a_total", "A.", "x", "1");
    assertSame(one, metrics.counter("a_total", "A.", "x", "1"));
  }

  @Test
  void durations_areCountedInTheFirstBucketThatHoldsThem_inSeconds() {
    Histogram times = metrics.durations("a_seconds", "A.", "route", "/");
    times.observe(100_000);
    times.observe(100_001);
    times.observe(3_000_000_000L);
    times.observe(60_000_000_000L);
    MetricsPage page = page();
    assertEquals(1, page.value("a_seconds_bucket{route=\"/\",le=\"0.0001\"}"));
    assertEquals(2, page.value("a_seconds_bucket{route=\"/\",le=\"0.00025\"}"));
    assertEquals(2, page.value("a_seconds_bucket{route=\"/\",le=\"2.5\"}"));
    assertEquals(3, page.value("a_seconds_bucket{route=\"/\",le=\"5\"}"));
    assertEquals(4, page.value("a_seconds_bucket{route=\"/\",le=\"+Inf\"}"));
    assertEquals(4, page.value("a_seconds_count{route=\"/\"}"));
    assertEquals(63.000200001, page.value("a_seconds_sum{route=\"/\"}"));
  }

  @Test
  void sizes_areCountedAsTheyAre() {
    Histogram sizes = metrics.sizes("a_rows", "A.");
    sizes.observe(1);
    sizes.observe(1001);
    assertEquals(1, page().value("a_rows_bucket{le=\"1\"}"));
    assertEquals(1, page().value("a_rows_bucket{le=\"1000\"}"));
    assertEquals(1002, page().value("a_rows_sum"));
  }

  @Test
  void manyThreads_missNothing_andEveryPageIsWhole() throws Exception {
    Counter counter = metrics.counter("a_total", "A.");
    Histogram histogram = metrics.sizes("b_rows", "B.");
    CountDownLatch begun = new CountDownLatch(4);
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                begun.countDown();
                for (int n = 0; n < 100_000; n++) {
                  counter.increment();
                  histogram.observe(n);
                }
              });
      threads[i].start();
    }
    begun.await();
    for (int i = 0; i < 20; i++) {
      page();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(400_000, page().value("a_total"));
    assertEquals(400_000, page().value("b_rows_count"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"calls", "Calls_total", "1_total", "a-b_total", ""})
  void counter_whoseNameIsNone_isRefused(String name) {
    assertThrows(IllegalArgumentException.class, () -> metrics.counter(name, "A."));
  }

  @Test
  void nameOfAnotherType_isRefused() {
    metrics.gauge("a", "A.", () -> 1);
    assertThrows(IllegalArgumentException.class, () -> metrics.sizes("a", "A."));
    assertThrows(IllegalArgumentException.class, () -> metrics.gauge("a_total", "A.", () -> 1));
  }

  /** The check finds what it is there to find. */
  @Nested
  class Page {
    private static final String HEAD = "# HELP a_total A.\n# TYPE a_total counter\n";
    private static final String HISTOGRAM = "# HELP h H.\n# TYPE h histogram\n";

    private void assertRefused(String reason, String text) {
      IllegalArgumentException refusal =
          assertThrows(IllegalArgumentException.class, () -> MetricsPage.parse(text));
      assertTrue(refusal.getMessage().contains(reason), refusal.getMessage());
    }

    @Test
    void asItShouldBe_isRead() {
      assertEquals(
          3,
          MetricsPage.parse(HEAD + "a_total{x=\"1\",y=\"\"} 3\n").value("a_total{x=\"1\",y=\"\"}"));
      MetricsPage.parse(
          HISTOGRAM + "h_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 9\nh_count 2\n");
    }

    @Test
    void withALineOutOfPlace_isRefused() {
      assertRefused("no end", HEAD + "a_total 1");
      assertRefused("format", "a_total 1\n");
      assertRefused("format", "# HELP a_total A.\na_total 1\n");
      assertRefused("no samples", HEAD);
      assertRefused("twice", HEAD + "a_total 1\n" + HEAD + "a_total 1\n");
      assertRefused("twice", HEAD + "a_total 1\na_total 2\n");
      assertRefused("among", HEAD + "b_total 1\n");
      assertRefused("after the help", HEAD.replace("HELP a", "HELP b") + "a_total 1\n");
      assertRefused("format", HEAD + "\na_total 1\n");
    }

    @Test
    void withAWrongWord_isRefused() {
      assertRefused("no number", HEAD + "a_total 1,5\n");
      assertRefused("no number", HEAD + "a_total Infinity\n");
      assertRefused("below 0", HEAD + "a_total -1\n");
      assertRefused("no labels", HEAD + "a_total{x=1} 1\n");
      assertRefused("no labels", HEAD + "a_total{x=\"1\",} 1\n");
      assertRefused("no labels", HEAD + "a_total{x=\"\"\"} 1\n");
      assertRefused("no labels", HEAD + "a_total{1=\"\"} 1\n");
      assertRefused("is a gauge", HEAD.replace("counter", "gauge") + "a_total 1\n");
      assertRefused("is a counter", HEAD.replace("a_total", "a") + "a 1\n");
      assertRefused("format", HEAD.replace("counter", "number") + "a_total 1\n");
    }

    @Test
    void withAHistogramThatDoesNotAddUp_isRefused() {
      String end = "h_bucket{le=\"+Inf\"} 2\nh_sum 9\nh_count 2\n";
      assertRefused("no bucket for all", HISTOGRAM + "h_bucket{le=\"1\"} 2\nh_sum 9\nh_count 2\n");
      assertRefused("is not its count", HISTOGRAM + end.replace("count 2", "count 3"));
      assertRefused("has no sum", HISTOGRAM + end.replace("h_sum 9\n", ""));
      assertRefused("falls", HISTOGRAM + "h_bucket{le=\"1\"} 3\n" + end);
      assertRefused("do not rise", HISTOGRAM + end + "h_bucket{le=\"1\"} 1\n");
      assertRefused("without a bound", HISTOGRAM + "h_bucket{x=\"1\"} 3\n" + end);
    }
  }
}
