package aico.cli.app;

import aico.cli.HomeConfig;
import aico.cli.Topology;
import aico.cli.os.Jdk;

final class AotTraining {
  AotTraining(Surroundings surroundings, HomeConfig config, Topology topology, Jdk jdk) {}

  void run() {}
}
