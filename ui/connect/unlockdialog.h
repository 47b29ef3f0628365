// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace howdah::ui {

// Asks for how long, and why, a production connection is to be unlocked for writing. Closes when it is. UI thread.
class UnlockDialog final : public QDialog
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
    QLabel *m_problem;
    QPushButton *m_unlock;
};

} // namespace howdah::ui
