package aico.bus.contract;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The shapes that strings on the wire may have; each check names the field it refuses. */
public final class Shapes {
  /** Names of vaults and integrators: they become folder names and parts of principals. */
  public static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

  /** As which a name would stand in events for somebody or something else. */
  private static final Pattern PSEUDONYM = Pattern.compile("p-[0-9a-f]{20}");

  private static final Pattern PRINCIPAL = Pattern.compile("[a-z0-9][a-z0-9/-]{0,79}");
  private static final Pattern SYSTEM_USER = Pattern.compile("[a-z_][a-z0-9_-]{0,31}");
  private static final Pattern PURPOSE = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
  private static final Pattern ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern STORE = Pattern.compile("[a-z0-9][a-z0-9/.-]{0,127}");
  private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-f]{64}");

  /** Of 48 to 2,096 bytes. */
  private static final Pattern BOX = Pattern.compile("[A-Za-z0-9+/]{64,2796}={0,2}");

  private static final Pattern STORAGE = Pattern.compile("[a-z0-9-]{1,32}(:/[!-~]{1,1023})?");
  private static final Pattern SLOT = Pattern.compile("password|recovery");
  private static final Pattern MOMENT =
      Pattern.compile("before-lock|after-mount|before-backup|after-backup");

  /** What run-parts(8) runs. */
  private static final Pattern HOOK = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private static final Pattern MOUNT_WHEN = Pattern.compile("unlock|demand|start");
  private static final Pattern ADDED_SLOT = Pattern.compile("shares|unattended");
  private static final Pattern RULE = Pattern.compile("[a-zA-Z0-9][a-zA-Z0-9_-]{0,62}");
  private static final Pattern WIRE_NAME = Pattern.compile("[a-z]{1,16}\\.[a-z_]{1,32}");

  /** Paths are limited to what Linux takes. */
  private static final int PATH_MAX_CHARS = 4096;

  /** Opaque texts (attestations, cursors) that another service verifies. */
  private static final int TEXT_MAX_CHARS = 8192;

  private Shapes() {}

  /** A vault's, user's or integrator's name, {@code [a-z0-9][a-z0-9-]{0,62}} and no pseudonym. */
  public static String name(String field, @Nullable String value) {
    String name = matching(NAME, field, value);
    if (PSEUDONYM.matcher(name).matches()) {
      throw new InvalidField(field, "a pseudonym, as events have in place of names");
    }
    return name;
  }

  /** As many names as a home has users, at most. */
  public static List<String> names(String field, @Nullable List<String> values) {
    if (values == null || values.size() > Users.LIMIT) {
      throw new InvalidField(field, "expected: a list of at most " + Users.LIMIT + " names");
    }
    values.forEach(value -> name(field, value));
    return List.copyOf(values);
  }

  /** A principal: {@code vault-service}, {@code cli}, {@code integrator/siem}. */
  public static String principal(String field, @Nullable String value) {
    return matching(PRINCIPAL, field, value);
  }

  /** The purpose of a service key, such as {@code audit-log-signing}. */
  public static String purpose(String field, @Nullable String value) {
    return matching(PURPOSE, field, value);
  }

  /** 16 random bytes as 32 lower-case hex digits. */
  public static String id(String field, @Nullable String value) {
    return matching(ID, field, value);
  }

  /** A store of a service: its path in the state folder, without what every store has. */
  public static String store(String field, @Nullable String value) {
    return matching(STORE, field, value);
  }

  /** 32 bytes as 64 lower-case hex digits. */
  public static String publicKey(String field, @Nullable String value) {
    return matching(PUBLIC_KEY, field, value);
  }

  /** A SHA-256 as 64 lower-case hex digits. */
  public static String digest(String field, @Nullable String value) {
    return matching(PUBLIC_KEY, field, value);
  }

  /** A sealed box in base64. */
  public static String box(String field, @Nullable String value) {
    return matching(BOX, field, value);
  }

  /** The number of a key in the order of rotations, from 1. */
  public static int epoch(String field, int value) {
    if (value < 1) {
      throw new InvalidField(field, "not a number from 1");
    }
    return value;
  }

  /** A key storage, such as {@code tpm2}, or {@code mounted:/its/file}. */
  public static String storage(String field, @Nullable String value) {
    return matching(STORAGE, field, value);
  }

  /** A kind of slot that opens keys: {@code password} or {@code recovery}. */
  public static String slot(String field, @Nullable String value) {
    return matching(SLOT, field, value);
  }

  /** When a vault is mounted by itself: {@code unlock}, {@code demand} or {@code start}. */
  public static String mountWhen(String field, @Nullable String value) {
    return matching(MOUNT_WHEN, field, value);
  }

  /** A user of the operating system, as useradd(8) takes it. */
  public static String systemUser(String field, @Nullable String value) {
    return matching(SYSTEM_USER, field, value);
  }

  /** When hooks run: {@code before-lock, after-mount, before-backup, after-backup}. */
  public static String moment(String field, @Nullable String value) {
    return matching(MOMENT, field, value);
  }

  /** The name of a hook: letters, digits, {@code _} and {@code -}. */
  public static String hook(String field, @Nullable String value) {
    return matching(HOOK, field, value);
  }

  /** A list of at most so many. */
  public static void atMost(String field, @Nullable List<?> value, int max) {
    if (value == null || value.size() > max) {
      throw new InvalidField(field, "expected at most " + max);
    }
  }

  /** A kind of slot that can be added: {@code shares} or {@code unattended}. */
  public static String addedSlot(String field, @Nullable String value) {
    return matching(ADDED_SLOT, field, value);
  }

  /** The name of a detection rule, or its UUID. */
  public static String rule(String field, @Nullable String value) {
    return matching(RULE, field, value);
  }

  /** A request's wire name, such as {@code vault.mount}. */
  public static String wireName(String field, @Nullable String value) {
    return matching(WIRE_NAME, field, value);
  }

  /** An absolute path without NUL, or null. */
  public static @Nullable String optionalPath(String field, @Nullable String value) {
    if (value == null) {
      return null;
    }
    if (!value.startsWith("/") || value.length() > PATH_MAX_CHARS || value.indexOf('\0') >= 0) {
      throw new InvalidField(field, "not an absolute path");
    }
    return value;
  }

  /** A text of 1 to 8,192 characters that is checked elsewhere. */
  public static String text(String field, @Nullable String value) {
    if (value == null || value.isEmpty() || value.length() > TEXT_MAX_CHARS) {
      throw new InvalidField(field, "expected 1 to " + TEXT_MAX_CHARS + " characters");
    }
    return value;
  }

  /** A number within bounds, both included. */
  public static long between(String field, long value, long min, long max) {
    if (value < min || value > max) {
      throw new InvalidField(field, value + " (expected: " + min + " to " + max + ")");
    }
    return value;
  }

  private static String matching(Pattern pattern, String field, @Nullable String value) {
    if (value == null) {
      throw new InvalidField(field, "missing");
    }
    if (!pattern.matcher(value).matches()) {
      throw new InvalidField(
          field, "'" + printable(value) + "' (expected: " + pattern.pattern() + ")");
    }
    return value;
  }

  /** At most 80 characters of a value, control characters replaced, for messages. */
  private static String printable(String value) {
    String head = value.length() > 80 ? value.substring(0, 80) + "…" : value;
    return head.replaceAll("\\p{Cntrl}", "?");
  }
}
