package bench;

/** Measurements that share their processes. A new one needs its class and a line in BenchMain. */
interface Group {
  /** For {@code --only}. */
  String name();

  /** Measures, round by round, and adds lines to the table. */
  void run(Options options, BenchTable table) throws Exception;
}
