package aico.audit.app;

import aico.audit.Aliases;
import aico.audit.Integrators;
import aico.audit.Names;
import aico.audit.Searches;
import aico.audit.Watch;
import aico.audit.bus.AlertRequests;
import aico.audit.bus.AuditRequests;
import aico.audit.bus.ConnectorEvents;
import aico.audit.bus.EraseAnswers;
import aico.audit.bus.EventQuery;
import aico.audit.bus.KnownAliases;
import aico.audit.bus.RecordIntake;
import aico.audit.bus.RetentionAnswers;
import aico.audit.bus.SearchAnswers;
import aico.audit.bus.StateAnswers;
import aico.audit.bus.StreamTopics;
import aico.audit.bus.ToldNames;
import aico.audit.storage.IntegratorFile;
import aico.audit.storage.RuleFolder;
import aico.audit.storage.WatchFiles;
import aico.bus.connector.Boot;
import aico.bus.connector.BusClient;
import aico.bus.connector.EventSeal;
import aico.bus.connector.RecordSink;
import aico.bus.connector.ServiceKeys;
import aico.bus.connector.SubjectCopy;
import aico.bus.crypto.Hex;
import aico.bus.zmq.Bus;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Makes the service's parts from its adapters. */
@Singleton
public class AuditBeans {
  private static final int ID_BYTES = 16;

  private final ExecutorService recordThread =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().daemon().name("audit-records").factory());

  @Produces
  @Singleton
  AuditLog log(Boot boot, EventSeal seal) {
    SecureRandom random = new SecureRandom();
    Clock clock = Clock.systemUTC();
    return new AuditLog(
        boot.stateFolder(),
        new ConnectorEvents(clock, UUID::randomUUID, seal),
        () -> newId(random),
        clock);
  }

  void close(@Disposes AuditLog log) {
    log.close();
  }

  @Produces
  @Singleton
  RecordIntake intake(AuditLog log) {
    return new RecordIntake(log.journal(), recordThread);
  }

  /** Own events go straight into the log; there is no outbox and no reserve. */
  @Produces
  @Singleton
  RecordSink ownRecords(AuditLog log) {
    return (record, reserve) -> log.journal().recordEncoded(record);
  }

  @Produces
  @Singleton
  PseudonymStart pseudonyms(Boot boot, ServiceKeys serviceKeys) {
    return new PseudonymStart(boot.stateFolder(), serviceKeys);
  }

  @Produces
  @Singleton
  Aliases aliases(SubjectCopy subjects) {
    return new KnownAliases(subjects.known());
  }

  @Produces
  @Singleton
  ToldNames names(AuditLog log, BusClient bus) {
    return new ToldNames(
        bus,
        System::nanoTime,
        question -> Thread.ofVirtual().name("audit-names").start(question),
        log.hub()::committed);
  }

  @Produces
  @Singleton
  Integrators integrators(
      AuditLog log, Boot boot, Bus bus, PseudonymStart pseudonyms, Names names) {
    return new Integrators(
        new IntegratorFile(boot.stateFolder().resolve("integrators.json")),
        new StreamTopics(bus, log.hub(), pseudonyms, names, log.leaves()),
        new DurableTrail(log.journal()),
        Clock.systemUTC());
  }

  @Produces
  @Singleton
  Watch watch(AuditLog log, Boot boot, OutgoingChannels channels) {
    return new Watch(
        log.journal()::size,
        log.leaves(),
        new WatchFiles(boot.stateFolder().resolve("detect"), log.logId()),
        new RuleFolder(boot.stateFolder().resolve("rules")),
        new PatientTrail(log.journal()),
        channels::alert,
        Clock.systemUTC());
  }

  @Produces
  @Singleton
  EraseAnswers erase(AuditLog log, Integrators integrators, SubjectCopy subjects, ToldNames names) {
    return new EraseAnswers(
        log.journal().forgotten(),
        subjects.known(),
        integrators,
        new DurableTrail(log.journal()),
        log.erasures(),
        log.hub(),
        log.journal()::size,
        names,
        log::purgeIndex);
  }

  @Produces
  @Singleton
  AuditRequests requests(
      AuditLog log,
      Integrators integrators,
      Watch watch,
      OutgoingChannels channels,
      Aliases aliases,
      SubjectCopy subjects,
      EraseAnswers erase) {
    DurableTrail trail = new DurableTrail(log.journal());
    SecureRandom random = new SecureRandom();
    return new AuditRequests(
        new EventQuery(log.journal()::size, log.leaves()),
        new SearchAnswers(
            log.journal()::size,
            log.search(),
            new Searches(() -> newId(random), System::nanoTime),
            aliases),
        log.checkpoints(),
        log.signedTree(),
        integrators,
        new AlertRequests(watch, trail, Clock.systemUTC(), aliases),
        new StateAnswers(
            log.journal().generations(),
            trail::record,
            event -> {
              trail.record(event);
              channels.alert(event);
            },
            subjects.known()::user),
        new RetentionAnswers(log.retention(), log::segments, log.journal()::size, trail::record),
        erase,
        log.erasures(),
        subjects.known()::person,
        () -> log.keys().vkey().map(Object::toString).orElse(""),
        log::epochAnchor);
  }

  @PreDestroy
  void close() {
    recordThread.shutdown();
  }

  private static String newId(SecureRandom random) {
    byte[] bytes = new byte[ID_BYTES];
    random.nextBytes(bytes);
    return Hex.encode(bytes);
  }
}
