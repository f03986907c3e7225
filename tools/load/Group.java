package load;

/** Measurements that share their processes. */
interface Group {
  /** Measures, round by round, and adds lines to the table. */
  void run(BenchOptions options, BenchTable table) throws Exception;
}
