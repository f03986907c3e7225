package bench;

import cli.Arguments;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to measure.
 *
 * @param seconds of one measurement in one round
 * @param warmup seconds of load on each of the compared programs before the first round, at least
 * @param workers threads in the pools of the frontend and of the bare server; 0 for the frontend's
 *     own choice
 * @param build where the jars are
 * @param folder for the stores' files
 * @param against where the jars of another build are, to compare with
 */
record Options(
    int rounds,
    double seconds,
    double warmup,
    int workers,
    Path build,
    Path folder,
    Optional<Path> against) {
  static Options of(Arguments in, int rounds, String folder) {
    // As many as the frontend takes when it is not told.
    int workers = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    return new Options(
        in.integer("--rounds", rounds, 1, 1000),
        in.number("--seconds", 3, 0.1, 3600),
        in.number("--warmup", 15, 0, 3600),
        in.integer("--workers", workers, 1, 4096),
        Path.of(in.text("--build", "build")),
        Path.of(in.text("--folder", folder)),
        in.has("--against") ? Optional.of(Path.of(in.text("--against", ""))) : Optional.empty());
  }

  /** The same measurement of a build as it is when it is not told how many workers to have. */
  Options ofBuild(Path jars) {
    return new Options(rounds, seconds, warmup, 0, jars, folder, Optional.empty());
  }
}
