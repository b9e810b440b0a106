package aico.bridge;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Where this process may connect to: the hosts of its targets and nothing else, and of these to
 * public addresses only, unless the owner allowed private ones for that very host.
 *
 * @param hosts by name or literal, in lower case
 */
public record Reach(Map<String, Rule> hosts) {
  /** Nowhere. */
  public static final Reach NOWHERE = new Reach(Map.of());

  /** What is known of a host. */
  public enum Rule {
    /** Public addresses. */
    PUBLIC,
    /** Public and private ones. */
    PRIVATE_TOO,
    /** Private ones only: events go there without TLS. */
    PRIVATE_ONLY
  }

  public Reach {
    hosts = Map.copyOf(hosts);
  }

  /** What these targets need. Two targets on one host: the stricter one wins. */
  public static Reach of(Iterable<Target> targets) {
    Map<String, Rule> hosts = new HashMap<>();
    for (Target target : targets) {
      String host = target.place().hostName();
      if (!host.isEmpty()) {
        hosts.merge(plain(host), rule(target), Reach::stricter);
      }
    }
    return new Reach(hosts);
  }

  private static Rule rule(Target target) {
    boolean clear =
        switch (target.place()) {
          case Place.Http http -> !http.tls();
          case Place.Mqtt mqtt -> !mqtt.tls();
          case Place.File file -> false;
          case Place.Syslog syslog -> false;
        };
    return !target.allowPrivate() ? Rule.PUBLIC : clear ? Rule.PRIVATE_ONLY : Rule.PRIVATE_TOO;
  }

  private static Rule stricter(Rule one, Rule other) {
    if (one == other) {
      return one;
    }
    return one == Rule.PUBLIC || other == Rule.PUBLIC ? Rule.PUBLIC : Rule.PRIVATE_ONLY;
  }

  /**
   * Whether a connection to that address of that host may be made.
   *
   * @param host as the target names it
   * @param literal whether the host is an address itself
   * @param address 4 or 16 bytes
   * @return why not; empty when it may
   */
  public String refusal(String host, boolean literal, byte[] address) {
    Rule rule = hosts.get(plain(host));
    if (rule == null) {
      return host + ": no target is there";
    }
    AddressKind kind = AddressKind.of(address);
    return switch (kind) {
      case PUBLIC ->
          rule == Rule.PRIVATE_ONLY
              ? host + ": a public address, to which events do not go without TLS"
              : "";
      case PRIVATE -> rule == Rule.PUBLIC ? needsConsent(host, "a private address") : "";
      case LOOPBACK ->
          rule == Rule.PUBLIC
              ? needsConsent(host, "this machine itself")
              : literal || isLocalhost(host)
                  ? ""
                  : host + ": a name that leads to this machine itself (only localhost may)";
      case LINK_LOCAL ->
          rule == Rule.PUBLIC
              ? needsConsent(host, "a link-local address")
              : literal ? "" : host + ": a name that leads to a link-local address";
      case NEVER -> host + ": an address that no host has";
    };
  }

  private static String needsConsent(String host, String what) {
    return host + ": " + what + "; if that is meant, add the target with --allow-private";
  }

  private static boolean isLocalhost(String host) {
    String plain = plain(host);
    return plain.equals("localhost") || plain.endsWith(".localhost");
  }

  private static String plain(String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
