package aico.audit;

/** Lets tests of other packages take a pruner's steps one by one. */
public final class PrunerSteps {
  private PrunerSteps() {}

  public static void look(Pruner pruner) throws InterruptedException {
    pruner.look();
  }
}
