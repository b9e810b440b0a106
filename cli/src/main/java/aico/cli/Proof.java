package aico.cli;

/** Where that comes from with which a person proves that the keys are theirs. */
public sealed interface Proof permits Passwords, Kits {}
