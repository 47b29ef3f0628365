// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "common/emptystate.h"

#include <QWidget>

#include <functional>

class QStackedLayout;
class QTimer;

namespace howdah::ui {

class Banner;
class FailureView;
class EmptyView;
class LoadingView;

// The five states of every list, page and panel: loading (nothing for 150 ms, then a skeleton, after 1 s a way to
// cancel), empty, filled, failed, and stale (filled, with a banner that says why). All text is plain text.
class StateStack final : public QWidget
{
    Q_OBJECT
public:
    enum class State { Loading, Empty, Filled, Failed };

    explicit StateStack(QWidget *content, QWidget *parent = nullptr);
    ~StateStack() override;

    [[nodiscard]] QWidget *content() const { return m_content; }
    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] bool isStale() const;

    // No: the views of what is not there wrap their words, and stacks within splitters within stacks would be asked at
    // every level for each of many widths, which took a good part of the window's start.
    [[nodiscard]] bool hasHeightForWidth() const override { return false; }
    [[nodiscard]] int heightForWidth(int) const override { return -1; }

    // While content is shown it stays for the first 150 ms, so that quick answers do not flicker. `cancel` may be
    // empty. A second call during one wait changes the words only.
    void showLoading(const QString &what = {}, std::function<void()> cancel = {});
    void showEmpty(const EmptyState &empty);
    void showContent();
    // `retry` may be empty; the button is then absent.
    // `other`: what else can be done about it, a button beside.
    void showFailed(const Error &error, std::function<void()> retry = {}, QAction *other = nullptr);
    // A banner above the content; "" takes it away. `refresh` is offered as a button when given.
    void setStale(const QString &why, std::function<void()> refresh = {});

Q_SIGNALS:
    void stateChanged(howdah::ui::StateStack::State state);

private:
    void enter(State state, QWidget *view);
    // The faces other than the content are made when they are first shown: a page has many stacks, and most of them
    // never fail.
    LoadingView &loading();
    EmptyView &empty();
    FailureView &failure();
    void makeBanner();

    QWidget *m_content;
    Banner *m_banner = nullptr;
    QWidget *m_bannerButton = nullptr;
    QStackedLayout *m_stack = nullptr;
    LoadingView *m_loading = nullptr;
    EmptyView *m_empty = nullptr;
    FailureView *m_failure = nullptr;
    QTimer *m_skeletonTimer = nullptr;
    QTimer *m_cancelTimer = nullptr;
    std::function<void()> m_refresh;
    State m_state = State::Filled;
};

} // namespace howdah::ui
