package common.text;

/**
 * A place in a text.
 *
 * @param line counts from 1; a line ends with a line feed
 * @param column counts from 1, in characters (Unicode code points)
 */
public record TextLocation(int line, int column) {
  @Override
  public String toString() {
    return "line " + line + ", column " + column;
  }
}
