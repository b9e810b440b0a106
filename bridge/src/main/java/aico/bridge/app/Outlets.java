package aico.bridge.app;

import aico.bridge.EcsShape;
import aico.bridge.Event;
import aico.bridge.Outlet;
import aico.bridge.Place;
import aico.bridge.Shape;
import aico.bridge.Target;
import aico.bridge.mqtt.Door;
import aico.bridge.mqtt.MqttOutlet;
import aico.bridge.net.Authorization;
import aico.bridge.net.Faults;
import aico.bridge.net.GuardedNames;
import aico.bridge.net.HttpOutlet;
import aico.bridge.net.Ntfy;
import aico.bridge.net.Otlp;
import aico.bridge.net.SyslogLine;
import aico.bridge.net.SyslogOutlet;
import aico.bridge.net.TlsTrust;
import aico.bridge.net.Webhook;
import aico.bridge.os.OwnProcess;
import aico.bridge.storage.NdjsonOutlet;
import aico.bridge.storage.SecretFile;
import aico.bridge.storage.TargetFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes the outlet of a target; what cannot work is told here, not at the first delivery. */
final class Outlets {
  private final Places places;

  Outlets(Places places) {
    this.places = places;
  }

  Outlet of(Target target) {
    byte[] secret = target.hasSecret() ? SecretFile.read(places.secret(target.name())) : null;
    Path ca = target.hasCa() ? places.ca(target.name()) : null;
    Function<Event, byte[]> body = body(target.shape());
    return switch (target.place()) {
      case Place.File(String path) ->
          new NdjsonOutlet(Path.of(path), target.rotation(), body, System::currentTimeMillis);
      case Place.Http http -> http(target, http, secret, ca, body);
      case Place.Mqtt mqtt ->
          new MqttOutlet(
              target,
              mqtt.topic(),
              new TargetFolder(places.of(target.name())),
              body,
              Faults::of,
              System::currentTimeMillis,
              clientId -> door(target, mqtt, clientId, secret, ca));
      case Place.Syslog syslog ->
          new SyslogOutlet(
              syslog, TlsTrust.context(ca), new SyslogLine(OwnProcess.hostName(), body));
    };
  }

  private static Outlet http(
      Target target,
      Place.Http http,
      byte @Nullable [] secret,
      @Nullable Path ca,
      Function<Event, byte[]> body) {
    HttpOutlet.Dialect dialect =
        switch (http.kind()) {
          case WEBHOOK ->
              new Webhook(secret == null ? new byte[0] : secret, body, System::currentTimeMillis);
          case OTLP ->
              new Otlp(
                  body, Authorization.header(target.user(), secret), System::currentTimeMillis);
          case NTFY ->
              new Ntfy(http.path().substring(1), Authorization.header(target.user(), secret));
        };
    String path = http.kind() == Place.Kind.NTFY ? "/" : http.path();
    return new HttpOutlet(http, path, TlsTrust.context(ca), dialect);
  }

  private static Door door(
      Target target, Place.Mqtt mqtt, String clientId, byte @Nullable [] secret, @Nullable Path ca)
      throws IOException {
    GuardedNames.check(mqtt.host());
    InetAddress resolved = InetAddress.getByName(mqtt.host());
    // The name stays with the address: TLS verifies it.
    InetAddress named = InetAddress.getByAddress(mqtt.host(), resolved.getAddress());
    return new Door(
        new InetSocketAddress(named, mqtt.port()),
        mqtt.tls() ? TlsTrust.managers(ca) : null,
        "aico-bridge-" + clientId,
        target.user(),
        secret);
  }

  private static Function<Event, byte[]> body(Shape shape) {
    return switch (shape) {
      case OCSF -> Event::json;
      case ECS -> event -> EcsShape.of(event).toString().getBytes(StandardCharsets.UTF_8);
    };
  }
}
