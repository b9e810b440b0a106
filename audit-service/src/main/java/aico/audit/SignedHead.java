package aico.audit;

import aico.audit.log.Checkpoint;

/** A checkpoint that was published. */
public record SignedHead(Checkpoint checkpoint, byte[] note) {}
