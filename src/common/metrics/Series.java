package common.metrics;

/** One set of labels of a metric, and what is known of it. */
interface Series {
  /** Appends its samples, as they are at this moment. */
  void write(String name, String labels, StringBuilder text);
}
