package abuse;

import java.nio.charset.StandardCharsets;

/**
 * What each connection of a {@link Swarm} does.
 *
 * @param bytes what it sends, may be empty
 * @param times how often it sends that, without waiting for replies
 * @param asksAgain sends it again after each reply, for ever
 * @param reads takes what the store sends, and so notices when the store ends the connection
 * @param pauseMillis between two bytes; 0: it sends as fast as the store takes it
 * @param returns connects again when its connection has ended
 */
record Habit(
    byte[] bytes, int times, boolean asksAgain, boolean reads, long pauseMillis, boolean returns) {

  private static final int REQUESTS_AT_ONCE = 100;

  /** Connects and stays. */
  static Habit silent() {
    return sends("");
  }

  /** Sends this and stays, reading whatever comes. */
  static Habit sends(String text) {
    return new Habit(text.getBytes(StandardCharsets.UTF_8), 1, false, true, 0, false);
  }

  /** Sends this request again and again, each time waiting for the reply. */
  static Habit asks(String request) {
    return new Habit(request.getBytes(StandardCharsets.UTF_8), 1, true, true, 0, false);
  }

  /** Sends this request at least so often in one go, and never reads. */
  static Habit pipelines(String request, int times) {
    int atOnce = Math.min(times, REQUESTS_AT_ONCE);
    byte[] bytes = request.repeat(atOnce).getBytes(StandardCharsets.UTF_8);
    return new Habit(bytes, (times + atOnce - 1) / atOnce, false, false, 0, false);
  }

  /** Sends a byte of this now and then, and waits when there is no more to send. */
  static Habit trickles(String text, long pauseMillis) {
    return new Habit(text.getBytes(StandardCharsets.UTF_8), 1, false, true, pauseMillis, false);
  }

  /** The same, and with a new connection whenever the store ends one. */
  Habit returning() {
    return new Habit(bytes, times, asksAgain, reads, pauseMillis, true);
  }
}
