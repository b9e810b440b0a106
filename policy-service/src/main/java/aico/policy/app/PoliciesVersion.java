package aico.policy.app;

/** The number of the policies in force, as the version file counts them. */
record PoliciesVersion(long number) {
  /** As the trail calls that file. */
  static final String STORE = "policy-version";
}
