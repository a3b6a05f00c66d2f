/** Runs the tests on the sources of Heddle: a project of your own needs no more than an empty `transform`. */
export default {
  extensionsToTreatAsEsm: [".ts"],
  testEnvironmentOptions: { customExportConditions: ["@heddle/source", "node", "node-addons"] },
  transform: { "\\.ts$": "<rootDir>/strip-types.js" },
};
