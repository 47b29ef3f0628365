// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/statestack.h"

#include "common/stateviews.h"
#include "common/widgets.h"

#include <QStackedLayout>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Shorter waits are not seen as waits; longer ones want a way out.
constexpr int skeletonAfterMs = 150;
constexpr int cancelAfterMs = 1000;

} // namespace

StateStack::StateStack(QWidget *content, QWidget *parent)
    : QWidget(parent)
    , m_content(content)
    , m_stack(new QStackedLayout)
    , m_skeletonTimer(new QTimer(this))
    , m_cancelTimer(new QTimer(this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_stack, 1);
    m_stack->addWidget(m_content);

    m_skeletonTimer->setSingleShot(true);
    m_skeletonTimer->setInterval(skeletonAfterMs);
    connect(m_skeletonTimer, &QTimer::timeout, this, [this] {
        m_stack->setCurrentWidget(&loading());
        loading().showSkeleton();
    });
    m_cancelTimer->setSingleShot(true);
    m_cancelTimer->setInterval(cancelAfterMs);
    connect(m_cancelTimer, &QTimer::timeout, this, [this] { loading().showCancel(); });
}

StateStack::~StateStack() = default;

LoadingView &StateStack::loading()
{
    if (!m_loading)
        m_stack->addWidget(m_loading = new LoadingView(this));
    return *m_loading;
}

EmptyView &StateStack::empty()
{
    if (!m_empty)
        m_stack->addWidget(m_empty = new EmptyView(this));
    return *m_empty;
}

FailureView &StateStack::failure()
{
    if (!m_failure)
        m_stack->addWidget(m_failure = new FailureView(this));
    return *m_failure;
}

void StateStack::makeBanner()
{
    m_banner = new Banner(Tone::Edited, this);
    auto *again = button(tr("Refresh"));
    m_bannerButton = again;
    m_banner->addWidget(again);
    connect(again, &QPushButton::clicked, this, [this] {
        if (const auto refresh = m_refresh)
            refresh();
    });
    static_cast<QVBoxLayout *>(layout())->insertWidget(0, m_banner);
}

bool StateStack::isStale() const { return m_banner && m_banner->isVisibleTo(this); }

void StateStack::showLoading(const QString &what, std::function<void()> cancel)
{
    if (m_state == State::Loading) {
        loading().setWork(what, std::move(cancel)); // further news of the same wait
        return;
    }
    loading().begin(what, std::move(cancel));
    // Content stays until the skeleton is due.
    if (m_state == State::Empty || m_state == State::Failed)
        m_stack->setCurrentWidget(m_loading);
    m_skeletonTimer->start();
    m_cancelTimer->start();
    m_state = State::Loading;
    Q_EMIT stateChanged(m_state);
}

void StateStack::showEmpty(const EmptyState &what)
{
    empty().setEmpty(what);
    enter(State::Empty, m_empty);
}

void StateStack::showContent() { enter(State::Filled, m_content); }

void StateStack::showFailed(const Error &error, std::function<void()> retry, QAction *other)
{
    failure().setFailure(error, std::move(retry), other);
    enter(State::Failed, m_failure);
}

void StateStack::setStale(const QString &why, std::function<void()> refresh)
{
    m_refresh = std::move(refresh);
    if (!m_banner && why.isEmpty())
        return;
    if (!m_banner)
        makeBanner();
    m_banner->setText(why);
    m_bannerButton->setVisible(bool(m_refresh));
    m_banner->setVisible(!why.isEmpty());
}

void StateStack::enter(State state, QWidget *view)
{
    m_skeletonTimer->stop();
    m_cancelTimer->stop();
    m_stack->setCurrentWidget(view);
    if (m_state == state)
        return;
    m_state = state;
    Q_EMIT stateChanged(m_state);
}

} // namespace howdah::ui
