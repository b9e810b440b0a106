package aico.bridge.net;

import aico.bridge.Reach;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The resolver of this process (JEP 418): whatever library resolves a name gets only addresses that
 * {@link Reach} allows for it, and connects to just these. So there is no gap between check and
 * connect in which a name could come to lead elsewhere (DNS rebinding), and the name stays what TLS
 * verifies. Before {@link #allow} is called nothing resolves.
 *
 * <p>Literals never come through here, nor does {@code localhost}, for which the JDK answers
 * itself: {@link #check} is for them, before each connect. Caching of names is off ({@code
 * networkaddress.cache.ttl=0}, set by {@code app.Main}).
 */
public final class GuardedNames extends InetAddressResolverProvider {
  /** A name that no target can have. */
  private static final String NOBODY = "guard.invalid.";

  private static final String NO_TARGET = ": no target is there";

  private static final AtomicReference<Reach> REACH = new AtomicReference<>(Reach.NOWHERE);

  /** Found by {@link java.util.ServiceLoader}. */
  public GuardedNames() {}

  /** From now on these hosts may be reached. */
  public static void allow(Reach reach) {
    REACH.set(reach);
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new Guard(configuration.builtinResolver());
  }

  @Override
  public String name() {
    return "aico-bridge";
  }

  /**
   * Looks at a host before a connection to it is made. A name is resolved here only for the reason
   * that a refusal gives; it is looked at again when it is resolved for the connection.
   *
   * @throws UnknownHostException when it may not be reached, or has no address
   */
  public static void check(String host) throws UnknownHostException {
    if (isLiteral(host)) {
      refuse(reach().refusal(host, true, InetAddress.ofLiteral(host).getAddress()));
    } else if (host.equalsIgnoreCase("localhost")) {
      refuse(reach().refusal(host, false, InetAddress.getLoopbackAddress().getAddress()));
    } else {
      InetAddress.getByName(host);
    }
  }

  /**
   * Sees that names really come through here: the JDK may be told of another resolver ({@code
   * jdk.net.hosts.file}), which then goes first.
   *
   * @throws IllegalStateException when they do not
   */
  public static void requireInForce() {
    try {
      InetAddress.getByName(NOBODY);
    } catch (UnknownHostException refused) {
      if (String.valueOf(refused.getMessage()).endsWith(NO_TARGET)) {
        return;
      }
    }
    throw new IllegalStateException("names are not resolved by the guard: nothing may be sent");
  }

  private static Reach reach() {
    return Objects.requireNonNull(REACH.get());
  }

  private static boolean isLiteral(String host) {
    return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
  }

  private static void refuse(String refusal) throws UnknownHostException {
    if (!refusal.isEmpty()) {
      throw new UnknownHostException(refusal);
    }
  }

  /** Another resolver, with what it answers checked. */
  record Guard(InetAddressResolver behind) implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      Reach reach = reach();
      // A name that no target has is not even asked for: a query, too, carries data out.
      if (!reach.hosts().containsKey(host.toLowerCase(java.util.Locale.ROOT))) {
        throw new UnknownHostException(host + NO_TARGET);
      }
      List<InetAddress> allowed = new ArrayList<>();
      String refusal = "";
      for (InetAddress address : behind.lookupByName(host, policy).toList()) {
        String why = reach.refusal(host, false, address.getAddress());
        if (why.isEmpty()) {
          allowed.add(address);
        } else {
          refusal = why + " (" + address.getHostAddress() + ")";
        }
      }
      if (allowed.isEmpty()) {
        throw new UnknownHostException(refusal.isEmpty() ? host + ": no address" : refusal);
      }
      return allowed.stream();
    }

    /** Nothing here needs the name of an address. */
    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      throw new UnknownHostException("not looked up");
    }
  }
}
