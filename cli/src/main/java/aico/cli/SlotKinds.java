package aico.cli;

/** What each kind of slot is good for, and what it does not protect against. */
public final class SlotKinds {
  private SlotKinds() {}

  /** What a person has for one, such that it can be told from its successor. */
  public static String secret(String kind, String id, String created) {
    return switch (kind) {
      case "password" -> "the password set on " + created;
      case "recovery" -> "the recovery kit with KEY ID " + id;
      case "shares" -> "two recovery shares with KEY ID " + id;
      case "unattended" -> "the installation key, as the key storage had it";
      default -> "a slot of the kind %s, %s".formatted(kind, id);
    };
  }

  /** What it is good for. */
  public static String protects(String kind) {
    return switch (kind) {
      case "password" ->
          "a stolen disk or machine: each guess takes 1 GiB of memory and about two seconds";
      case "recovery" -> "a forgotten password: the kit alone opens everything";
      case "shares" ->
          "a forgotten password, your absence: any two of three people together open everything,"
              + " one alone nothing";
      case "unattended" ->
          "a reboot with nobody there: the keys open by themselves, unless a person locked";
      default -> "known to a newer version";
    };
  }

  /** What it does not protect against. */
  public static String exposes(String kind) {
    return switch (kind) {
      case "password" -> "a password that is weak, seen, or used elsewhere";
      case "recovery" -> "whoever finds the paper";
      case "shares" -> "two of the three people";
      case "unattended" -> "whoever gets the key storage: it is as strong as that, see aico doctor";
      default -> "not known to this version: it opens nothing here";
    };
  }
}
