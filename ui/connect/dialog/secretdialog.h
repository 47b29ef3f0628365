// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connection/profile/secretsource.h"

class QCheckBox;
class QLineEdit;

namespace howdah::ui {

// Asks for the password of a connection, or for the passphrase of its client key. UI thread.
class SecretDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // What the keychain has to do with it: nothing, or it is offered to keep the secret, already chosen or not.
    enum class Keeping { Never, Offered, Chosen };
    // `place`: "app@db.example.org/orders"; `reason`: why it is asked for, "" where that is plain.
    SecretDialog(
        connection::SecretKind kind, const QString &place, const QString &reason, Keeping keeping, QWidget *parent);

    [[nodiscard]] QString secret() const;
    [[nodiscard]] bool keeps() const;

private:
    QLineEdit *m_secret;
    QCheckBox *m_keep;
};

} // namespace howdah::ui
