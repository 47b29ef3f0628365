// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "prompt/promptparts.h"

#include <stop_token>

namespace howdah::ui {

class KeysDialog;

// The keys of prompts: which texts name them, and encrypting all texts again, which goes on when the dialog is closed.
// Ends with the page.
class KeysFlow final : public QObject
{
    Q_OBJECT
public:
    explicit KeysFlow(const PromptParts &parts);
    ~KeysFlow() override;

    void open();

private:
    void readUse(KeysDialog *dialog);
    void reencrypt(KeysDialog *dialog);
    void ended(KeysDialog *dialog, const Result<prompt::ReencryptReport> &report);

    PromptParts m_parts;
    std::stop_source m_stop;
};

} // namespace howdah::ui
