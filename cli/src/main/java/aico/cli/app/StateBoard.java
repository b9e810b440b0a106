package aico.cli.app;

import aico.cli.SuiteStatus.Health;
import aico.cli.SupervisorState;
import aico.cli.SupervisorState.ServiceState;
import aico.cli.os.OwnMemory;
import aico.cli.os.ProcessIdentity;
import aico.cli.storage.SupervisorStateFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the supervisor knows of its services, written to the home at every change. */
final class StateBoard {
  /** Smaller changes of memory are not worth a write. */
  private static final long PSS_STEP_BYTES = 1L << 20;

  private final SupervisorStateFile file;
  private final ProcessIdentity self = ProcessIdentity.self();
  private final String build;
  private final Map<String, ServiceState> services = new LinkedHashMap<>();
  private boolean stopping;

  StateBoard(SupervisorStateFile file, String build) {
    this.file = file;
    this.build = build;
  }

  synchronized void add(String name, String user) {
    services.put(name, new ServiceState(name, Health.STOPPED, null, null, user, null, 0, 0));
    write();
  }

  /** It is not to run any more. */
  synchronized void remove(String name) {
    services.remove(name);
    write();
  }

  synchronized void started(String name, ProcessIdentity process) {
    ServiceState s = state(name);
    put(
        new ServiceState(
            name,
            Health.STARTING,
            process.pid(),
            process.started(),
            s.user(),
            null,
            s.restarts(),
            s.failures()));
  }

  /** The outcome of a health check; {@code pssBytes} is 0 when not known. */
  synchronized void checked(String name, Health health, long pssBytes) {
    ServiceState s = state(name);
    if (s.pid() == null) {
      return;
    }
    Long pss = s.pss_bytes();
    boolean moved = pssBytes > 0 && (pss == null || Math.abs(pss - pssBytes) > PSS_STEP_BYTES);
    if (health != s.state() || moved) {
      put(
          new ServiceState(
              name,
              health,
              s.pid(),
              s.started(),
              s.user(),
              moved ? Long.valueOf(pssBytes) : pss,
              s.restarts(),
              health == Health.HEALTHY ? 0 : s.failures()));
    }
  }

  /** The process ended though nobody asked it to; it will be started again. */
  synchronized void ended(String name, boolean beforeHealthy) {
    ServiceState s = state(name);
    put(
        new ServiceState(
            name,
            Health.STARTING,
            null,
            null,
            s.user(),
            null,
            s.restarts() + 1,
            beforeHealthy ? s.failures() + 1 : 0));
  }

  synchronized void stopped(String name) {
    ServiceState s = state(name);
    put(
        new ServiceState(
            name, Health.STOPPED, null, null, s.user(), null, s.restarts(), s.failures()));
  }

  synchronized void stopping() {
    stopping = true;
    write();
  }

  private ServiceState state(String name) {
    @Nullable ServiceState state = services.get(name);
    if (state == null) {
      throw new IllegalStateException("unknown service " + name);
    }
    return state;
  }

  private void put(ServiceState state) {
    services.put(state.name(), state);
    write();
  }

  private void write() {
    try {
      file.write(
          new SupervisorState(
              SupervisorState.VERSION,
              self.pid(),
              self.started(),
              build,
              stopping,
              OwnMemory.pssBytes(),
              new ArrayList<>(services.values())));
    } catch (IOException full) {
      // A full disk must not end the services; status shows the last state that could be written.
      SupervisorLog.say("supervisor.json: cannot be written: " + full.getMessage());
    }
  }
}
