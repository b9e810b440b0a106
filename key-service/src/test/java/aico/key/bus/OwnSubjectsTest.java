package aico.key.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import aico.bus.connector.EventSeal.SealedEvent;
import aico.bus.connector.NotRecorded;
import aico.bus.contract.AuditEvent;
import aico.bus.contract.EventCode;
import aico.bus.contract.SealedPart;
import aico.bus.crypto.Pseudonym;
import aico.key.House;
import aico.key.MemberOutcome;
import aico.key.Subjects;
import aico.key.UnlockOutcome;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OwnSubjectsTest {
  private static final AuditEvent UNLOCKED =
      AuditEvent.of(EventCode.KEY_UNLOCKED).by("cli", "owner");

  private final House house = new House();
  private final OwnSubjects own = new OwnSubjects();

  @AfterEach
  void close() {
    own.close();
  }

  @Test
  void beforeTheKeysAreOpen_namesAreRefused() {
    assertThatThrownBy(() -> own.seal(UNLOCKED, false)).isInstanceOf(NotRecorded.class);
    assertThat(own.seal(UNLOCKED, true).event().user()).isEqualTo("withheld");
  }

  @Test
  void whoIsBeingAdded_isSealedToThemselves_fromTheFirstEventOn() {
    ((UnlockOutcome.Created) house.create("correct horse")).kit().close();
    own.open(house.subjects);
    List<SealedEvent> sealed = new ArrayList<>();
    house.journal.watch(event -> sealed.add(own.seal(event, false)));
    ((MemberOutcome.Added) house.addUser("anna", "battery staple")).kit().close();
    house.journal.watch(event -> {});

    Subjects.Directory directory = house.subjects.own(null);
    directory.pseudonymKeys().orElseThrow().close();
    String anna =
        directory.subjects().stream()
            .filter(each -> each.user().equals("anna"))
            .findFirst()
            .orElseThrow()
            .subject();
    SealedEvent created =
        sealed.stream()
            .filter(each -> each.event().code() == EventCode.USER_CREATED)
            .findFirst()
            .orElseThrow();
    assertThat(created.parts()).extracting(SealedPart::subject).contains(anna);
    assertThat(created.event().toString()).doesNotContain("anna");
    assertThat(Pseudonym.is(String.valueOf(created.event().user()))).isTrue();
  }
}
