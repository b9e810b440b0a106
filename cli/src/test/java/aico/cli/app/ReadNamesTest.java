package aico.cli.app;

import static org.assertj.core.api.Assertions.assertThat;

import aico.bus.contract.SealedPart;
import aico.cli.CommandFailed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ReadNamesTest {
  private static final String ANNA = "p-0123456789abcdef0123";
  private static final String DIARY = "p-0123456789abcdef4567";
  private static final SealedPart FIRST = new SealedPart("01".repeat(16), "A".repeat(64));
  private static final SealedPart SECOND = new SealedPart("02".repeat(16), "B".repeat(64));
  private static final Map<String, Map<String, String>> OPEN =
      Map.of(FIRST.subject(), Map.of(ANNA, "anna"), SECOND.subject(), Map.of(DIARY, "di\"a\\ry"));

  private final List<String> asked = new ArrayList<>();
  private final List<String> said = new ArrayList<>();
  private final Map<Long, String> causes = new HashMap<>();

  @Test
  void names_takeThePlaceOfPseudonyms_andAreAskedForOnce() {
    ReadNames names = reader(true);
    String event = event("%s mounted %s".formatted(ANNA, DIARY), FIRST, SECOND);

    assertThat(names.of(event))
        .isEqualTo(
            "{\"opened\":\"%s %s\",\"data\":\"anna mounted di\\\"a\\\\ry\"}"
                .formatted(FIRST.subject(), SECOND.subject()));
    assertThat(names.of(event)).contains("anna");
    assertThat(asked).containsExactly(FIRST.subject(), SECOND.subject());
    assertThat(said).isEmpty();
  }

  @Test
  void whatIsLocked_stays_andThatIsSaidOnce() {
    ReadNames names = reader(false);
    String event = event(ANNA, FIRST);

    assertThat(names.of(event)).isEqualTo(event);
    assertThat(names.of(event)).isEqualTo(event);
    assertThat(asked).hasSize(1);
    assertThat(said).hasSize(1).first().asString().contains("stay pseudonyms").contains("locked");
  }

  @Test
  void whatOpensInPart_keepsWhatIsSealed() {
    String event = event(ANNA + DIARY, FIRST);
    assertThat(reader(true).of(event)).contains("\"sealed\":\"", "anna" + DIARY);
  }

  @Test
  void eventsInTheClear_andOnesThatOnlyLookSealed_areLeft() {
    ReadNames names = reader(true);
    for (String event :
        List.of(
            "{\"data\":\"anna\"}",
            "{\"data\":\"" + ANNA + "\"}",
            "{\"data\":\"\\\"sealed\\\":\\\""
                + SealedPart.text(List.of(FIRST))
                + "\\\""
                + ANNA
                + "\"}",
            "no JSON")) {
      assertThat(names.of(event)).isEqualTo(event);
    }
    assertThat(asked).isEmpty();
  }

  /** An alert is made of pseudonyms; who they are is sealed in what it is about. */
  @Test
  void alert_isReadByTheEventsThatCausedIt() {
    causes.put(7L, event(ANNA, FIRST));
    String alert =
        "{\"data\":{\"event_code\":\"alert.raised\",\"events\":\"3,7\",\"why\":\"user %s, 5 times\"}}"
            .formatted(ANNA);
    assertThat(reader(true).of(alert))
        .isEqualTo(
            "{\"data\":{\"event_code\":\"alert.raised\",\"events\":\"3,7\",\"why\":\"user anna, 5 times\"},\"opened\":\"%s\"}"
                .formatted(FIRST.subject()));
    assertThat(reader(false).of(alert)).isEqualTo(alert);
    ReadNames names = reader(true);
    names.of(event(ANNA, FIRST));
    assertThat(names.in("user " + ANNA + " and " + DIARY)).isEqualTo("user anna and " + DIARY);
    assertThat(names.hasUnknown(ANNA)).isFalse();
    assertThat(names.hasUnknown(DIARY)).isTrue();
  }

  private static String event(String text, SealedPart... parts) {
    return "{\"sealed\":\"%s\",\"data\":\"%s\"}".formatted(SealedPart.text(List.of(parts)), text);
  }

  private ReadNames reader(boolean unlocked) {
    return new ReadNames(
        (subject, boxes) -> {
          asked.add(subject);
          if (!unlocked) {
            throw CommandFailed.locked("whom it is about is locked");
          }
          return OPEN.getOrDefault(subject, Map.of());
        },
        sequences -> sequences.stream().map(causes::get).filter(Objects::nonNull).toList(),
        said::add);
  }
}
