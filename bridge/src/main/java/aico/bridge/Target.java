package aico.bridge;

import org.jspecify.annotations.Nullable;

/**
 * Where events of the log go, as {@code targets.json} says.
 *
 * @param from events before this sequence are history that it does not get
 * @param user for targets that ask for a name beside the secret, or null
 * @param hasSecret whether {@code <name>.secret} stands beside the configuration
 * @param hasCa whether {@code <name>.ca.pem} does: then it alone is trusted
 */
public record Target(
    String name,
    Place place,
    Shape shape,
    Filter filter,
    long from,
    boolean allowPrivate,
    @Nullable String user,
    boolean hasSecret,
    boolean hasCa,
    Rotation rotation) {

  /**
   * When a file begins anew.
   *
   * @param keep how many old ones stay
   */
  public record Rotation(int mib, int hours, int keep) {
    public Rotation {
      between("rotate_mib", mib, 1, 4096);
      between("rotate_hours", hours, 1, 24 * 366);
      between("keep", keep, 1, 100);
    }

    private static void between(String field, int value, int min, int max) {
      if (value < min || value > max) {
        throw new BridgeException(field, value + " (expected: " + min + " to " + max + ")");
      }
    }
  }

  public Target {
    switch (place) {
      case Place.File file -> {
        refuse("secret_file", hasSecret, "a file needs no secret");
        refuse("ca_file", hasCa, "a file needs no certificates");
        refuse("user", user != null, "a file needs no user");
      }
      case Place.Http http -> {
        refuse(
            "secret_file",
            http.kind() == Place.Kind.WEBHOOK && !hasSecret,
            "a webhook is signed: give the receiver's secret (whsec_…)");
        refuse(
            "user",
            http.kind() == Place.Kind.WEBHOOK && user != null,
            "a webhook is signed, it needs no user");
        requirePrivateWhenClear(http.tls(), allowPrivate);
      }
      case Place.Mqtt mqtt -> requirePrivateWhenClear(mqtt.tls(), allowPrivate);
      case Place.Syslog syslog -> {
        refuse("secret_file", hasSecret, "syslog knows no secret");
        refuse("user", user != null, "syslog knows no user");
      }
    }
    refuse("secret_file", user != null && !hasSecret, "a user needs a secret beside it");
  }

  private static void requirePrivateWhenClear(boolean tls, boolean allowPrivate) {
    refuse(
        "to",
        !tls && !allowPrivate,
        "without TLS events go to private addresses only: use the TLS form, or --allow-private");
  }

  private static void refuse(String field, boolean wrong, String why) {
    if (wrong) {
      throw new BridgeException(field, why);
    }
  }
}
