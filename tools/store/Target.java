package store;

import java.io.IOException;

/** Something of a running store that can fail and come back. */
public interface Target {
  /** What it is one of: catalog, order, frontend. Its name is its {@code toString}. */
  String kind();

  /** It is gone at once. */
  void kill();

  /** It begins to come back, after {@link #kill} or {@link #terminate}. */
  void launch() throws IOException;

  /** Returns when it is back, after {@link #launch}. */
  void awaitReady() throws IOException, InterruptedException;

  /** It no longer answers, and nothing tells anybody so. */
  void pause() throws IOException, InterruptedException;

  /** Ends {@link #pause}. */
  void resume() throws IOException, InterruptedException;

  /** It is asked to stop; returns when it has, with its exit status. */
  int terminate();

  /** Whether it has neither been killed nor ended by itself. */
  boolean isAlive();

  /** How it ended, for people; where to read more. */
  String ending();
}
