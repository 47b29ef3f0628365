// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "shell/topbutton.h"

#include <QDialog>
#include <QPointer>

namespace howdah::ui {

class ConnectionController;
struct TenantSetting;

// The tenant that the window sees, beside its database: opens the choice. Not there where the platform of the database
// knows no tenants. UI thread.
class TenantSwitcher final : public TopButton
{
    Q_OBJECT
public:
    explicit TenantSwitcher(ConnectionController &controller, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    // Opens the choice; of which setting is asked first where there are several.
    void choose();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void refresh();
    void openDialog(const QString &setting);
    [[nodiscard]] const TenantSetting *shown() const;

    ConnectionController &m_controller;
    QString m_words;
    QPointer<QDialog> m_dialog;
};

} // namespace howdah::ui
