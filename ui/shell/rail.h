// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QWidget>

class QAction;
class QButtonGroup;
class QVBoxLayout;

namespace howdah::ui {

// One place of the rail: a 22 px icon over its name; the current one on a quiet ground with a bar at its left.
class RailButton final : public QAbstractButton
{
    Q_OBJECT
public:
    RailButton(QString iconName, const QString &text, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    void setIconName(const QString &name);

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    QString m_iconName;
};

// The bar of pages at the left, and below it what belongs to the window as a whole.
class Rail final : public QWidget
{
    Q_OBJECT
public:
    explicit Rail(QWidget *parent = nullptr);

    void addPage(const QString &iconName, const QString &title, const QString &shortcut);
    void setShortcut(int index, const QString &shortcut);
    void addAction(const QString &iconName, QAction *action);
    void setCurrent(int index); // -1: what is in sight is none of them
    [[nodiscard]] int current() const;

Q_SIGNALS:
    void chosen(int index);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QVBoxLayout *m_pages;
    QVBoxLayout *m_actions;
    QButtonGroup *m_group;
};

} // namespace howdah::ui
