package aico.bus.connector.app;

import aico.bus.connector.AuthStateCopy;
import aico.bus.connector.AuthStates;
import aico.bus.connector.Boot;
import aico.bus.connector.BusClient;
import aico.bus.connector.ConnectorException;
import aico.bus.connector.CurveBusClient;
import aico.bus.connector.EventSeal;
import aico.bus.connector.Guard;
import aico.bus.connector.OneTimeKeys;
import aico.bus.connector.Outboxes;
import aico.bus.connector.RecordSink;
import aico.bus.connector.ResourceHolders;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.SubjectCopy;
import aico.bus.connector.Trail;
import aico.bus.connector.token.JwsTokenCheck;
import aico.bus.connector.web.TopicMeters;
import aico.bus.contract.Topics;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bundle;
import aico.bus.zmq.Bus;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.arc.DefaultBean;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the bus and what stands on it, and closes all of it in order. */
@Singleton
public class BusBeans {
  private static final int ID_BYTES = 16;

  private final Boot boot;
  private final Bus bus;
  private final CurveBusClient client;
  private final Outboxes outboxes;
  private final ServiceKeys serviceKeys;
  private final OneTimeKeys oneTimeKeys;
  private final AuthStateCopy authState;
  private final SubjectCopy subjects;
  private final Optional<TrainingHome> trainingHome;

  @Inject
  BusBeans(
      @ConfigProperty(name = "aico.state") Optional<String> state,
      @ConfigProperty(name = "aico.train", defaultValue = "false") boolean train,
      @ConfigProperty(name = "quarkus.application.name") String applicationName,
      MeterRegistry meters) {
    trainingHome = train ? Optional.of(TrainingHome.create(applicationName)) : Optional.empty();
    Path stateFolder =
        trainingHome
            .map(TrainingHome::serviceFolder)
            .or(() -> state.filter(folder -> !folder.isBlank()).map(Path::of))
            .orElseThrow(
                () -> new ConnectorException("aico.state: missing (expected: the state folder)"));
    boot = new Boot(stateFolder, Bundle.read(stateFolder), train);
    bus = Bus.open(stateFolder, new TopicMeters(meters));
    client = new CurveBusClient(bus);
    outboxes = new Outboxes(bus, stateFolder.resolve("outbox"));
    serviceKeys = new ServiceKeys(client);
    SecureRandom random = new SecureRandom();
    oneTimeKeys = new OneTimeKeys(System::nanoTime, () -> id(random));
    authState = new AuthStateCopy(client, System::nanoTime);
    subjects = new SubjectCopy(client, System::nanoTime);
  }

  private static String id(SecureRandom random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }

  @Produces
  @Singleton
  Boot boot() {
    return boot;
  }

  @Produces
  @Singleton
  Bus bus() {
    return bus;
  }

  @Produces
  @Singleton
  BusClient busClient() {
    return client;
  }

  @Produces
  @Singleton
  Outboxes outboxes() {
    return outboxes;
  }

  @Produces
  @Singleton
  ServiceKeys serviceKeys() {
    return serviceKeys;
  }

  @Produces
  @Singleton
  OneTimeKeys oneTimeKeys() {
    return oneTimeKeys;
  }

  @Produces
  @Singleton
  @Typed(AuthStateCopy.class)
  AuthStateCopy authState() {
    return authState;
  }

  @Produces
  @Singleton
  Guard guard(ResourceHolders holders, AuthStates states) {
    return new Guard(
        client, states, new JwsTokenCheck(boot.principal(), Clock.systemUTC()), holders);
  }

  /** Everywhere but in auth-service, which knows by itself. */
  @Produces
  @Singleton
  @DefaultBean
  AuthStates authStates() {
    return authState;
  }

  @Produces
  @Singleton
  @DefaultBean
  ResourceHolders resourceHolders() {
    return ResourceHolders.NONE;
  }

  @Produces
  @Singleton
  @DefaultBean
  RecordSink recordSink() {
    return outboxes.of(Topics.AUDIT_RECORDS);
  }

  @Produces
  @Singleton
  @Typed(SubjectCopy.class)
  SubjectCopy subjects() {
    return subjects;
  }

  /** In training there is nobody. Who may not ask key-service records nothing with a name in it. */
  @Produces
  @Singleton
  @DefaultBean
  EventSeal eventSeal() {
    return boot.training() ? EventSeal.NONE : subjects;
  }

  @Produces
  @Singleton
  Trail trail(RecordSink sink, EventSeal seal) {
    return new Trail(boot.principal(), sink, Clock.systemUTC(), UUID::randomUUID, seal);
  }

  /** The throwaway home, in training alone. */
  Optional<TrainingHome> trainingHome() {
    return trainingHome;
  }

  @PreDestroy
  void close() {
    serviceKeys.close();
    subjects.close();
    oneTimeKeys.close();
    client.close();
    outboxes.close();
    bus.close();
    trainingHome.ifPresent(TrainingHome::delete);
  }
}
