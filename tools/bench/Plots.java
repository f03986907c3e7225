package bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The evaluation's plots: one look for all of them. Blue is a query, orange a purchase. */
final class Plots {
  static final Color QUERY = new Color(0x1f77b4);
  static final Color BUY = new Color(0xe6730f);
  private static final List<Color> PARTS =
      List.of(new Color(0x9ecae1), new Color(0x4292c6), new Color(0xfdae6b), new Color(0xd94801));
  private static final int WIDTH = 820;
  private static final int HEIGHT = 460;

  private final Path folder;

  Plots(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  static XYChart lines(String title, String x, String y) {
    XYChart chart =
        new XYChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setYAxisMin(0.0);
    return chart;
  }

  static CategoryChart bars(String title, String x, String y) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(title)
            .xAxisTitle(x)
            .yAxisTitle(y)
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.6);
    chart.getStyler().setLabelsVisible(true);
    return chart;
  }

  /** Bars whose parts stand on each other. */
  static CategoryChart stackedBars(String title, String x, String y) {
    CategoryChart chart = bars(title, x, y);
    chart.getStyler().setStacked(true);
    chart.getStyler().setSeriesColors(PARTS.toArray(new Color[0]));
    return chart;
  }

  /** Of the lines for one kind of request: the larger the share, the darker. */
  static Color shade(boolean ofQueries, double share) {
    Color full = ofQueries ? QUERY : BUY;
    double light = 0.7 * (1 - share);
    return new Color(
        lighter(full.getRed(), light),
        lighter(full.getGreen(), light),
        lighter(full.getBlue(), light));
  }

  private static int lighter(int part, double by) {
    return (int) Math.round(part + (255 - part) * by);
  }

  static void line(XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    addLine(chart, name, x, y, color);
  }

  /** For a high percentile beside its median. */
  static void dashedLine(XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    addLine(chart, name, x, y, color).setLineStyle(SeriesLines.DASH_DASH);
  }

  private static XYSeries addLine(
      XYChart chart, String name, List<Double> x, List<Double> y, Color color) {
    XYSeries series = chart.addSeries(name, x, y);
    series.setLineColor(color);
    series.setMarkerColor(color);
    series.setMarker(SeriesMarkers.CIRCLE);
    series.setLineStyle(SeriesLines.SOLID);
    series.setLineWidth(2);
    return series;
  }

  static void logarithmic(XYChart chart) {
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setYAxisLogarithmic(true);
    chart.getStyler().setYAxisMin(null);
  }

  private static void style(AxesChartStyler styler) {
    Font plain = new Font(Font.SANS_SERIF, Font.PLAIN, 13);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setPlotBorderVisible(false);
    styler.setPlotGridLinesColor(new Color(0xdddddd));
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setChartTitleFont(plain.deriveFont(Font.BOLD, 15f));
    styler.setAxisTitleFont(plain);
    styler.setAxisTickLabelsFont(plain);
    styler.setLegendFont(plain);
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPosition(LegendPosition.OutsideE);
    styler.setXAxisDecimalPattern("#,##0.###");
    styler.setYAxisDecimalPattern("#,##0.###");
  }

  /** Writes NAME.png. */
  void save(String name, Chart<?, ?> chart) throws IOException {
    Files.write(folder.resolve(name + ".png"), ChartEncoder.getBytes(chart, "png"));
  }

  /** Writes NAME.csv. */
  void saveData(String name, String csv) throws IOException {
    Files.writeString(folder.resolve(name + ".csv"), csv);
  }
}
