// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "common/emptystate.h"

#include <QAction>
#include <QPointer>
#include <QWidget>

#include <functional>

class QLabel;
class QPlainTextEdit;
class QPushButton;
class QToolButton;
class QVBoxLayout;
class QBoxLayout;

namespace howdah::ui {

class IconLabel;

// The faces of a StateStack that are not its content.

// Nothing at first; bars that stand for rows once asked; then a line that says what is loaded, with a way to cancel.
class LoadingView final : public QWidget
{
    Q_OBJECT
public:
    explicit LoadingView(QWidget *parent = nullptr);
    void begin(const QString &what, std::function<void()> cancel);
    void setWork(const QString &what, std::function<void()> cancel);
    void showSkeleton();
    void showCancel();
    [[nodiscard]] bool isSkeletonShown() const { return m_skeleton; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_skeleton = false;
    QWidget *m_line;
    QLabel *m_what;
    QPushButton *m_cancelButton;
    std::function<void()> m_cancel;
};

class EmptyView final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyView(QWidget *parent = nullptr);
    void setEmpty(const EmptyState &empty);
    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitHeight();

    bool m_hasIcon = false;
    bool m_isSized = false; // before, nobody knows how much room there is
    IconLabel *m_icon;
    QLabel *m_title;
    QLabel *m_text;
    QBoxLayout *m_buttons;
};

class FailureView final : public QWidget
{
    Q_OBJECT
public:
    explicit FailureView(QWidget *parent = nullptr);
    void setFailure(const Error &error, std::function<void()> retry, QAction *other);

private:
    QLabel *m_message;
    QLabel *m_hint;
    QToolButton *m_fold;
    QPlainTextEdit *m_details;
    QPushButton *m_retryButton;
    QPushButton *m_otherButton;
    std::function<void()> m_retry;
    QPointer<QAction> m_other;
};

} // namespace howdah::ui
