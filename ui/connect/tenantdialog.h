// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/dialogframe.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantchoice.h"

class QLabel;
class QLineEdit;
class QListWidget;

namespace howdah::ui {

// Asks for the tenant: one of those that can be seen, or have been, or a value that is typed, as a role that is bound
// by row-level security sees none before one is chosen. Where something is not saved it asks what is to become of that.
// Closes once it is chosen. UI thread.
class TenantDialog final : public DialogFrame
{
    Q_OBJECT
public:
    TenantDialog(ConnectionController &controller, const QString &setting, QWidget *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void follow();
    void fill();
    void note();
    void chooseNow();
    void askUnsaved(const QStringList &lines);
    [[nodiscard]] const TenantSetting *setting() const;

    ConnectionController &m_controller;
    const QString m_name;
    std::vector<entity::Choice> m_known; // that the list is made of
    qsizetype m_hidden = 0;              // of them, beyond those that are shown
    QLineEdit *m_typed;
    QListWidget *m_list;
    QLabel *m_note; // what the list does not show
    QPushButton *m_choose;
};

} // namespace howdah::ui
