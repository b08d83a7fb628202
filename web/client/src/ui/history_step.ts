/** One step of the browser's history, as this client writes it. */

export interface Step {
  /** How many steps of ours lie before this one. */
  depth: number;
  /** The address of the step before. */
  from?: string;
  /** Something lies over the page: going back takes it away. */
  covered?: true;
}

export function currentStep(): Step {
  return (history.state as Step | null) ?? { depth: 0 };
}

/** The step that follows the current one. */
export function nextStep(covered?: true): Step {
  const from = location.pathname + location.search;
  return { depth: currentStep().depth + 1, from, ...(covered && { covered }) };
}
