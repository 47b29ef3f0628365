// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "connect/connectioncontroller.h"

#include <QDateTime>
#include <QPointer>
#include <QWidget>

class QAction;
class QPushButton;

namespace howdah::ui {

class AllowFunctionDialog;
class ElidedLabel;
class IconLabel;
class UnlockDialog;

// The band across the window while it is connected to production: whether writing is locked, for how long it is not and
// why, and the way there and back; what the lock cannot hold here, and what to do about that. Hidden elsewhere. UI
// thread.
class GuardBar final : public QWidget
{
    Q_OBJECT
public:
    explicit GuardBar(ConnectionController &controller, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;
    // For the palette.
    [[nodiscard]] QAction *unlockAction() const { return m_unlock; }
    [[nodiscard]] QAction *lockAction() const { return m_lock; }
    [[nodiscard]] QAction *allowAction() const { return m_allow; }
    [[nodiscard]] QAction *roleAction() const { return m_role; }

Q_SIGNALS:
    // The operator wants to go on as somebody else, whose rights he chooses.
    void otherRoleWanted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void follow();
    void openDialog();
    [[nodiscard]] bool isOpen() const;
    void openAllowing();
    [[nodiscard]] QStringList cautions() const;
    void followEnd();
    void describeAloud();

    ConnectionController &m_controller;
    IconLabel *m_sign;
    ElidedLabel *m_words;
    QPushButton *m_button;
    QAction *m_unlock;
    QAction *m_lock;
    QAction *m_allow;
    QAction *m_role;
    QPushButton *m_more;
    QPointer<UnlockDialog> m_dialog;
    QPointer<AllowFunctionDialog> m_allowing;
    QDateTime m_until; // while it is open
};

} // namespace howdah::ui
