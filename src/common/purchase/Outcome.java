package common.purchase;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * How a purchase ended: it happened, or it was refused.
 *
 * @param <T> what it brought about
 */
public sealed interface Outcome<T> {
  /** It happened, and is on disk. */
  record Done<T>(T value) implements Outcome<T> {}

  /** It did not happen (or, for {@link Refusal#UNKNOWN_OUTCOME}, that is not known). */
  record Refused<T>(Refusal why) implements Outcome<T> {}

  /** It happened. */
  static <T> Outcome<T> done(T value) {
    return new Done<>(value);
  }

  /**
   * All outcomes, in their order, when the last is known.
   *
   * @param outcomes never fail
   */
  static <T> CompletableFuture<List<Outcome<T>>> all(List<CompletableFuture<Outcome<T>>> outcomes) {
    return CompletableFuture.allOf(outcomes.toArray(CompletableFuture[]::new))
        .thenApply(all -> outcomes.stream().map(CompletableFuture::join).toList());
  }

  /** It was refused. */
  static <T> Outcome<T> refused(Refusal why) {
    return new Refused<>(why);
  }
}
