import tseslint from 'typescript-eslint';

/** Key-level policies are not used here (ARCHITECTURE, invariant 1: a namespace's policy is the channel's), and records are never deleted. */
const LEDGER_RULES = ['setStateValidationParameter', 'setPrivateDataValidationParameter', 'deleteState'].map(
  (name) => ({
    selector: `MemberExpression[property.name='${name}']`,
    message: `${name} is not used: records are closed, never deleted, and endorsement follows the namespace.`,
  }),
);

export default tseslint.config(
  { ignores: ['**/dist/', '**/build/', '.fairway/', '.cache/', '.nx/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.cjs'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['chaincode/src/**'], rules: { 'no-restricted-syntax': ['error', ...LEDGER_RULES] } },
  { files: ['**/test/**'], rules: { '@typescript-eslint/no-unused-expressions': 'off' } },
  { files: ['**/*.{js,mjs,cjs}'], ...tseslint.configs.disableTypeChecked },
  { files: ['**/*.cjs'], rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
