package aico.bridge.net;

import aico.bridge.BridgeException;
import aico.bridge.Event;
import aico.bridge.Outcome;
import aico.bridge.Outlet;
import aico.bridge.Place;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Posts events by HTTP/1.1. No redirect is followed, no proxy asked, no cookie kept; an answer has
 * 64 KiB and the whole exchange 20 s.
 *
 * <p>What an answer means: 2xx is delivered. 400, 413, 415 and 422 are the fault of what was sent:
 * it is refused for good. All else (a redirect, a missing page, a wrong token, 429, 5xx) is the
 * fault of the moment or of the settings, and waits; {@code Retry-After} is kept.
 */
public final class HttpOutlet implements Outlet {
  private static final Duration CONNECT_LIMIT = Duration.ofSeconds(10);
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long BODY_MAX_BYTES = 64 * 1024;
  private static final int ANSWER_QUOTED_CHARS = 200;

  /** What one kind of receiver wants. */
  public interface Dialect {
    /** Events in one request. */
    int batch();

    /** The request of these events. */
    Post post(List<Event> events);

    /** Looks into an answer of 200, which may still refuse something. */
    default Outcome read(byte[] answer) {
      return Outcome.delivered();
    }
  }

  /** A request: its body and its headers. */
  public record Post(byte[] body, Map<String, String> headers) {}

  private final String host;
  private final URI uri;
  private final Dialect dialect;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient client;

  /** Posts to {@code path} of that place. */
  public HttpOutlet(Place.Http place, String path, SSLContext tls, Dialect dialect) {
    host = place.host();
    uri = uri(place, path);
    this.dialect = dialect;
    SSLParameters parameters = tls.getDefaultSSLParameters();
    parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_LIMIT)
            .executor(threads)
            .sslContext(tls)
            .sslParameters(parameters)
            .build();
  }

  /** The URL of a place, or {@link BridgeException} when it is none. */
  public static URI uri(Place.Http place, String path) {
    String authority = place.host().indexOf(':') < 0 ? place.host() : "[" + place.host() + "]";
    try {
      return URI.create(
          (place.tls() ? "https" : "http") + "://" + authority + ":" + place.port() + path);
    } catch (IllegalArgumentException noUrl) {
      throw new BridgeException("to", "not a URL: " + noUrl.getMessage(), noUrl);
    }
  }

  @Override
  public int batch() {
    return dialect.batch();
  }

  @Override
  public Outcome test(Event event) throws InterruptedException {
    return deliver(List.of(event));
  }

  @Override
  public Outcome deliver(List<Event> events) throws InterruptedException {
    Post post = dialect.post(events);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(LIMIT)
            .header("User-Agent", "aico-bridge")
            .POST(HttpRequest.BodyPublishers.ofByteArray(post.body()));
    post.headers().forEach(request::header);
    CompletableFuture<HttpResponse<byte[]>> exchange = null;
    try {
      GuardedNames.check(host);
      exchange =
          client.sendAsync(
              request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), BODY_MAX_BYTES));
      return read(exchange.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException slow) {
      return Outcome.later("no answer within " + LIMIT.toSeconds() + " s");
    } catch (ExecutionException failed) {
      return Outcome.later(Faults.of(failed.getCause()));
    } catch (IOException notReachable) {
      return Outcome.later(Faults.of(notReachable));
    } finally {
      if (exchange != null) {
        exchange.cancel(true);
      }
    }
  }

  private Outcome read(HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status >= 200 && status < 300) {
      return dialect.read(answer.body());
    }
    String said = "HTTP " + status + quoted(answer.body());
    return switch (status) {
      case 400, 413, 415, 422 -> new Outcome.Refused(said);
      case 301, 302, 303, 307, 308 ->
          Outcome.later("HTTP " + status + ": a redirect, which is not followed; name the new URL");
      default -> new Outcome.Later(said, retryAfterMs(answer));
    };
  }

  /** RFC 9110, section 10.2.3; only the form in seconds. */
  private static long retryAfterMs(HttpResponse<byte[]> answer) {
    String value = answer.headers().firstValue("Retry-After").orElse("");
    return value.matches("[0-9]{1,6}") ? 1000 * Long.parseLong(value) : 0;
  }

  private static String quoted(byte[] body) {
    String text = Faults.printable(new String(body, java.nio.charset.StandardCharsets.UTF_8));
    return text.isEmpty()
        ? ""
        : ": "
            + (text.length() > ANSWER_QUOTED_CHARS ? text.substring(0, ANSWER_QUOTED_CHARS) : text);
  }

  @Override
  public void close() {
    client.shutdownNow();
    threads.shutdownNow();
  }
}
