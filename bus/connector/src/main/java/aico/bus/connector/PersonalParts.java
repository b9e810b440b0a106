package aico.bus.connector;

import aico.bus.contract.AuditEvent;
import aico.bus.contract.Principals;
import aico.bus.contract.Resource;
import aico.bus.contract.SealedPart;
import aico.bus.contract.Users;
import aico.bus.crypto.Pseudonym;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes the names out of an event: in their place stand pseudonyms, and beside the event the names,
 * sealed to whom they are about.
 *
 * <table>
 * <caption>Whose a name is</caption>
 * <tr><td>a person, as user, as resource, as {@code member}, in the path of a key</td>
 *     <td>that person's</td></tr>
 * <tr><td>a vault</td><td>its holder's, else the user's</td></tr>
 * <tr><td>an address</td><td>the user's</td></tr>
 * <tr><td>where that is nobody known</td><td>the owner's</td></tr>
 * <tr><td>a process, an integrator, the household, the suite</td><td>nobody's: it stays</td></tr>
 * </table>
 *
 * <p>What has no subject at all, in a home whose owner has none yet, stays as it is. So do an
 * alert's sentence and subject, which were made of events that have pseudonyms, and the name of a
 * store: that is compared, and names nobody but in a home of before users had subjects.
 */
final class PersonalParts {
  /** What stands for a name that could not be sealed. */
  static final String WITHHELD = "withheld";

  /** Whoever makes up a long name does not keep an event from being written. */
  private static final int NAME_MAX_CHARS = 120;

  private static final Set<String> PROCESSES =
      Set.of(
          Principals.KEY,
          Principals.AUTH,
          Principals.POLICY,
          Principals.AUDIT,
          Principals.VAULT,
          Principals.CLI);

  /** Types of things that are not named after or by a person. */
  private static final Set<String> TECHNICAL =
      Set.of("principal", "integrator", "suite", "state", "subject");

  /** What names a person in the path of a key is the part behind one of these. */
  private static final Set<String> PERSON_FOLLOWS = Set.of("box", "member");

  private final Subjects subjects;
  private final Map<SealingKeys, Set<String>> names = new LinkedHashMap<>();

  private PersonalParts(Subjects subjects) {
    this.subjects = subjects;
  }

  /** The event with pseudonyms, and what opens them. */
  static EventSeal.SealedEvent sealed(AuditEvent event, Subjects subjects) {
    PersonalParts parts = new PersonalParts(subjects);
    AuditEvent told = parts.replaced(event, parts::pseudonym);
    List<SealedPart> sealed = new ArrayList<>();
    parts.names.forEach((keys, of) -> sealed.add(keys.seal(of)));
    return new EventSeal.SealedEvent(told, sealed);
  }

  /** The event with {@link #WITHHELD} for every name. */
  static AuditEvent withheld(AuditEvent event) {
    return new PersonalParts(user -> null).replaced(event, (whose, name) -> WITHHELD);
  }

  /** Whether there is no name in it at all. */
  static boolean isImpersonal(AuditEvent event) {
    return withheld(event).equals(event.heldBy(null));
  }

  /** The people whom the event names as such. */
  static Set<String> people(AuditEvent event) {
    Set<String> people = new LinkedHashSet<>();
    new PersonalParts(user -> null)
        .replaced(
            event,
            (whose, name) -> {
              if (name.equals(whose)) {
                people.add(name);
              }
              return name;
            });
    return people;
  }

  /** Who has keys. */
  interface Subjects {
    /** The keys of that user, or null. */
    @Nullable SealingKeys of(String user);
  }

  /** What stands for a name of somebody, who may be null. */
  private interface Replacement {
    String of(@Nullable String whose, String name);
  }

  private AuditEvent replaced(AuditEvent event, Replacement by) {
    AuditEvent told = event;
    String user = event.user();
    if (user != null) {
      told = told.by(event.actor(), person(user, by));
    }
    Resource resource = event.resource();
    if (resource != null && resource.name() != null) {
      told =
          told.on(
              new Resource(resource.type(), resource(event, resource.type(), resource.name(), by)));
    }
    for (Map.Entry<String, String> detail : event.details().entrySet()) {
      if (event.code().isPersonal(detail.getKey())) {
        told = told.with(detail.getKey(), detail(event, detail.getKey(), detail.getValue(), by));
      }
    }
    return told.heldBy(null);
  }

  private String resource(AuditEvent event, String type, String name, Replacement by) {
    if (TECHNICAL.contains(type)) {
      return name;
    }
    if (type.equals("key")) {
      return path(name, by);
    }
    return type.equals("user") ? person(name, by) : thing(event, name, by);
  }

  private String detail(AuditEvent event, String detail, String value, Replacement by) {
    return switch (detail) {
      case "why", "subject", "store" -> value;
      case "member" -> person(value, by);
      default -> Pseudonym.is(value) ? value : by.of(event.user(), value);
    };
  }

  private static String thing(AuditEvent event, String name, Replacement by) {
    String holder = event.holder();
    return Pseudonym.is(name) ? name : by.of(holder == null ? event.user() : holder, name);
  }

  private static String person(String name, Replacement by) {
    return isNobody(name) ? name : by.of(name, name);
  }

  /** Whether a name says nothing of a person. */
  static boolean isNobody(String name) {
    return name.equals(Users.HOUSEHOLD)
        || PROCESSES.contains(name)
        || name.startsWith(Principals.INTEGRATOR_PREFIX)
        || Pseudonym.is(name);
  }

  /** {@code member/anna}; the ids of slots, vaults and subjects are random. */
  private static String path(String path, Replacement by) {
    String[] parts = path.split("/", -1);
    for (int i = 1; i < parts.length; i++) {
      if (PERSON_FOLLOWS.contains(parts[i - 1])) {
        parts[i] = person(parts[i], by);
      }
    }
    return String.join("/", parts);
  }

  private String pseudonym(@Nullable String whose, String name) {
    SealingKeys keys = whose == null ? null : subjects.of(whose);
    if (keys == null) {
      keys = subjects.of(Users.OWNER);
    }
    if (keys == null) {
      return name;
    }
    String kept = name.length() <= NAME_MAX_CHARS ? name : name.substring(0, NAME_MAX_CHARS);
    names.computeIfAbsent(keys, each -> new LinkedHashSet<>()).add(kept);
    return keys.pseudonym(kept);
  }
}
