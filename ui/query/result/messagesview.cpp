// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/messagesview.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/quantities.h"
#include "common/widgets.h"
#include "query/result/outcomedelegate.h"
#include "value/valuetext.h"

#include <QHBoxLayout>
#include <QListView>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype MostDetail = 200'000; // characters; psql's \d of a large table is less

MessagesView::MessagesView(QWidget *parent)
    : QWidget(parent)
    , m_model(new OutcomeModel(this))
    , m_list(new QListView)
    , m_detail(new QPlainTextEdit)
    , m_sign(new IconLabel(16, this))
    , m_head(new ElidedLabel(this))
{
    m_list->setModel(m_model);
    m_list->setItemDelegate(new OutcomeDelegate(m_list));
    m_list->setUniformItemSizes(true); // thousands of them
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setMouseTracking(true);
    m_list->setAccessibleName(tr("Statements of the run"));
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_detail->setReadOnly(true);
    m_detail->setStyleSheet(u"QPlainTextEdit { border: none; border-radius: 0; }"_s);
    m_detail->setFont(fixedFont());
    m_detail->setAccessibleName(tr("What the server said"));
    m_detail->setTabChangesFocus(true);
    m_detail->setObjectName(u"messageDetail"_s);
    m_head->setObjectName(u"runSummary"_s);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->setSpacing(space::inside);
    line->addWidget(m_sign);
    line->addWidget(m_head, 1);
    auto *body = new QSplitter(Qt::Horizontal, this);
    body->setChildrenCollapsible(false);
    body->setHandleWidth(1);
    body->addWidget(m_list);
    body->addWidget(m_detail);
    body->setStretchFactor(0, 1);
    body->setStretchFactor(1, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(line);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(body, 1);
    setFocusProxy(m_list);
    connect(m_list, &QListView::clicked, this, &MessagesView::activate);
    connect(m_list, &QListView::activated, this, &MessagesView::activate);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_isChosen = m_isChosen || !m_follows;
        showDetail();
    });
    connect(m_model, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &first, const QModelIndex &last) {
        const int row = m_list->currentIndex().row();
        if (row >= first.row() && row <= last.row())
            showDetail();
    });
    m_sign->hide();
    m_head->setText(tr("Nothing was run yet"));
    m_detail->hide(); // nobody wonders about two empty places
}

void MessagesView::activate(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    if (index.data(OutcomeModel::IsFoldRole).toBool())
        return m_model->open(index.row());
    const auto [place, offset] = m_model->placeOf(index.row());
    Q_EMIT placeWanted(place, offset);
}

void MessagesView::showDetail()
{
    const QModelIndex at = m_list->currentIndex();
    const QString text = at.isValid() ? m_model->detailOf(at.row()).left(MostDetail) : QString();
    if (text != m_detail->toPlainText())
        m_detail->setPlainText(text);
}

QString MessagesView::detailText() const { return m_detail->toPlainText(); }
QString MessagesView::headText() const { return m_head->text(); }

void MessagesView::follow(int line)
{
    if (line < 0)
        return;
    m_follows = true;
    m_list->setCurrentIndex(m_model->index(line));
    m_follows = false;
}

void MessagesView::beginRun()
{
    m_isChosen = false;
    m_model->clear();
    m_detail->clear();
    m_detail->show();
    m_sign->setIcon(icon(Tone::Running));
    m_sign->show();
    m_head->setText(tr("Running"));
}

void MessagesView::began(const query::Outcome &outcome)
{
    m_model->began(outcome);
    if (!m_isChosen)
        follow(m_model->rowCount() - 1);
}

void MessagesView::noticed(qint64 number, const connection::Notice &notice) { m_model->noticed(number, notice); }

void MessagesView::ended(const query::Outcome &outcome)
{
    m_model->ended(outcome);
    if (!m_isChosen)
        follow(m_model->rowCount() - 1);
}

static QString endWords(const query::RunReport &report)
{
    using End = query::RunReport::End;
    switch (report.end) {
    case End::Finished:
        return report.failed > 0 ? MessagesView::tr("Finished, with errors") : MessagesView::tr("Finished");
    case End::Stopped:
        return MessagesView::tr("Stopped at an error");
    case End::Cancelled:
        return MessagesView::tr("Cancelled");
    case End::ConnectionLost:
        return MessagesView::tr("The connection was lost");
    }
    return {};
}

void MessagesView::finished(const query::RunReport &report)
{
    QStringList words{endWords(report), tr("%1 done").arg(statementsWord(report.done))};
    if (report.failed > 0)
        words << tr("%n failed", nullptr, int(report.failed));
    if (report.notRun > 0)
        words << tr("%n not run", nullptr, int(report.notRun));
    words << durationText(report.milliseconds);
    if (report.error)
        words << singleLine(report.error->message);
    m_head->setText(words.join(u" · "_s));
    const bool isWell = report.failed == 0 && !report.error && report.end == query::RunReport::End::Finished;
    m_sign->setIcon(icon(isWell ? Tone::Applied : Tone::Failed));
    if (!m_isChosen)
        follow(m_model->firstFailed() >= 0 ? m_model->firstFailed() : m_model->rowCount() - 1);
}

} // namespace howdah::ui
