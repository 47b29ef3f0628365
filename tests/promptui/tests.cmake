howdah_test(promptui/keychain LINKS howdah_prompt)
