package catalog;

/**
 * A movement of stock, as it stands in the journal. Numbers rise from movement to movement, from 0,
 * with gaps where a catalogue was replaced.
 */
public sealed interface Movement permits Sale, Change {
  /** Its number. */
  long number();

  /** The id under which it is decided once, however often it is repeated. */
  String id();

  /** The toy's name. */
  String name();
}
