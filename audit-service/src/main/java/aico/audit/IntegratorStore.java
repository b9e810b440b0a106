package aico.audit;

import java.util.List;

/** Keeps the integrators. */
public interface IntegratorStore {
  List<Integrator> read();

  /** Returns when they are on disk in place of the ones before. */
  void write(List<Integrator> integrators);

  /** What a restore laid beside them; none where there was no restore. */
  List<Integrator> restored();

  /** What a restore laid there is taken up, and goes. */
  void restoredTaken();
}
