package aico.bus.connector.web;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Answers 403 to every request whose Host is not this machine's loopback, so that a web page that
 * rebinds its name to 127.0.0.1 learns nothing from the management port.
 */
@Singleton
public class HostCheck {
  private static final Pattern LOOPBACK =
      Pattern.compile("(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?");
  private static final int FORBIDDEN = 403;

  /** Before every other filter and route. */
  private static final int FIRST = Integer.MAX_VALUE;

  void register(@Observes Filters filters) {
    filters.register(this::check, FIRST);
  }

  private void check(RoutingContext context) {
    List<String> hosts = context.request().headers().getAll("Host");
    if (hosts.size() == 1 && isLoopback(hosts.getFirst())) {
      context.next();
    } else {
      context.response().setStatusCode(FORBIDDEN).end();
    }
  }

  /** Whether a Host header names loopback, with or without a port. */
  static boolean isLoopback(@Nullable String host) {
    return host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
