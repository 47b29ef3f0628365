// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/connectioncontroller.h"

class QComboBox;
class QLineEdit;

namespace howdah::ui {

// Asks for how long, and why, a production connection is to be unlocked for writing. Closes when it is. UI thread.
class UnlockDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit UnlockDialog(ConnectionController &controller, QWidget *parent = nullptr);

private:
    void unlockNow();
    void follow();

    ConnectionController &m_controller;
    QComboBox *m_time;
    QLineEdit *m_reason;
    QPushButton *m_unlock = nullptr;
};

} // namespace howdah::ui
