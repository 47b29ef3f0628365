// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "prompt/edit/keybox.h"
#include "prompt/keyuse.h"

#include <functional>
#include <optional>

class QLabel;
class QProgressBar;
class QTreeWidget;

namespace howdah::ui {

class Banner;
class Prompter;

// The keys of prompts: where they are kept, which texts name which, new ones, encrypting everything again, backups.
class KeysDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // `refusal`: why texts cannot be encrypted again, "" when they can.
    KeysDialog(KeyBox *keys, Prompter *prompter, const QString &refusal, QWidget *parent = nullptr);

    // What the database says of keys, or why it does not.
    void showUse(const Result<std::vector<prompt::KeyUse>> &use);
    // A run that encrypts again: how far it is, and how it ended.
    void showProgress(qsizetype done, qsizetype all);
    void endProgress(const QString &words, bool failed);
    [[nodiscard]] bool isRunning() const { return m_running; }
    [[nodiscard]] QTreeWidget *list() const { return m_list; }
    [[nodiscard]] QString reported() const;

    // What the buttons do; also for the palette.
    void createKey();
    void backUp();
    void restore();
    void useFile();
    void typeKey();
    void useKeychain();

Q_SIGNALS:
    void useWanted(); // the keys are other ones: what the database says of them is to be read again
    void reencryptWanted();
    void cancelWanted();

private:
    void update();
    void notify(const Error &error);
    void notify(const QString &words, bool failed = false);
    void askPassphrase(const QString &title, const QString &text, const std::function<void(const QString &)> &given);

    KeyBox *m_keys;
    Prompter *m_prompter;
    QString m_refusal;
    std::vector<prompt::KeyUse> m_use;
    bool m_running = false;
    QLabel *m_place;
    Banner *m_reported;
    QTreeWidget *m_list;
    QProgressBar *m_progress;
    QPushButton *m_create;
    QPushButton *m_reencrypt;
    QPushButton *m_backUp;
    QPushButton *m_restore;
    QPushButton *m_cancel;
};

} // namespace howdah::ui
