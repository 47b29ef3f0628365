// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/connectioncontroller.h"

class QLineEdit;

namespace howdah::ui {

// Asks which function, that is declared VOLATILE and only reads, may be called while production is locked; notes it in
// the audit log first. Until the window connects elsewhere. UI thread.
class AllowFunctionDialog final : public DialogFrame
{
    Q_OBJECT
public:
    explicit AllowFunctionDialog(ConnectionController &controller, QWidget *parent = nullptr);

Q_SIGNALS:
    void allowed(const QString &function);

private:
    void allowNow();
    void follow();

    ConnectionController &m_controller;
    QLineEdit *m_function;
    QPushButton *m_allow = nullptr;
};

} // namespace howdah::ui
