package aico.audit;

/** Opens and closes the topics that integrators may connect to. */
public interface IntegratorAccess {
  void allow(Integrator integrator);

  /** Ends live connections as well, within a second. */
  void end(Integrator integrator);

  /** The integrator has another key: ends what lives under the old one, lets in the new one. */
  void exchange(Integrator integrator);
}
