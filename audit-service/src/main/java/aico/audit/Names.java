package aico.audit;

import aico.bus.contract.SealedPart;
import aico.bus.contract.SealedText;
import java.util.Collection;
import java.util.Map;

/** The names behind pseudonyms, for those who are told them. Nothing here blocks. */
public interface Names {
  /**
   * Has them looked up as far as they are not known by now; whether there is no answer to wait for
   * any more.
   */
  boolean areSettled(Collection<String> pseudonyms, Collection<SealedPart> parts);

  /**
   * Those of the names that are known now and are of somebody to whom one of the parts is sealed.
   */
  Map<String, SealedText.Name> of(Collection<String> pseudonyms, Collection<SealedPart> parts);
}
