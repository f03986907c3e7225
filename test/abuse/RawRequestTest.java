package abuse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import abuse.Findings.Verdict;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That the checks of raw requests bite. */
class RawRequestTest {
  private static final String JSON =
      CannedServer.reply(
          "400 Bad Request",
          "application/json",
          "{\"error\":{\"code\":400,\"message\":\"no such length\"}}");

  private static final String HTML =
      CannedServer.reply("400 Bad Request", "text/html", "<h1>400 Bad Request</h1>");

  private static final RawRequest REQUEST = RawRequest.of("a request", "GET", List.of(400));

  private static Verdict verdict(RawRequest request, String reply, boolean ends)
      throws IOException {
    try (CannedServer server = new CannedServer(reply, ends)) {
      Findings findings = new Findings();
      request.send(server.port(), findings);
      return findings.verdict();
    }
  }

  @Test
  void anErrorInJson_holds() throws Exception {
    assertEquals(Verdict.HELD, verdict(REQUEST, JSON, false));
    assertEquals(Verdict.HELD, verdict(REQUEST.ending(), JSON, true));
  }

  @Test
  void aConnectionThatGoesOn_whereItMustEnd_doesNotHold() throws Exception {
    assertEquals(Verdict.FAILED, verdict(REQUEST.ending(), JSON, false));
  }

  @Test
  void anotherStatusOrCode_doesNotHold() throws Exception {
    String otherStatus = JSON.replace("400 Bad Request", "404 Not Found");
    assertEquals(Verdict.FAILED, verdict(REQUEST, otherStatus, true));
    assertEquals(Verdict.FAILED, verdict(REQUEST, JSON.replace("code\":400", "code\":404"), true));
  }

  @Test
  void twoReplies_doNotHold() throws Exception {
    assertEquals(Verdict.FAILED, verdict(REQUEST, JSON + JSON, true));
  }

  @Test
  void html_isALimitOnlyWhereTheParserAnswers() throws Exception {
    assertEquals(Verdict.FAILED, verdict(REQUEST, HTML, true));
    assertEquals(Verdict.LIMIT, verdict(REQUEST.inParser(), HTML, true));
    assertEquals(Verdict.HELD, verdict(REQUEST.inParser(), JSON, true));
  }

  @Test
  void anEndWithoutAReply_isALimitOnlyWhereTheParserAnswers() throws Exception {
    assertEquals(Verdict.FAILED, verdict(REQUEST, "", true));
    assertEquals(Verdict.LIMIT, verdict(REQUEST.inParser(), "", true));
  }

  @Test
  void success_isALimitOnlyWhereTheFaultIsHidden() throws Exception {
    String success = CannedServer.reply("200 OK", "application/json", "{\"data\":{}}");
    assertEquals(Verdict.FAILED, verdict(REQUEST.inParser(), success, false));
    assertEquals(Verdict.LIMIT, verdict(REQUEST.unseen(), success, false));
  }
}
