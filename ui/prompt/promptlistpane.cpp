// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/promptlistpane.h"

#include "common/statestack.h"
#include "common/widgets.h"
#include "prompt/list/promptdelegate.h"
#include "prompt/promptcontext.h"

#include <QLineEdit>
#include <QTreeView>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::StoredPrompt;

namespace {

constexpr int SearchWidth = 260;
constexpr int SearchDelayMs = 80;
constexpr int ClockMs = 30'000;

} // namespace

prompt::SearchQuery searchQueryOf(const QString &typed)
{
    prompt::SearchQuery query;
    const QString trimmed = typed.trimmed();
    if (trimmed.size() > 2 && trimmed.startsWith(u'/') && trimmed.endsWith(u'/')) {
        query.regex = true;
        query.text = trimmed.mid(1, trimmed.size() - 2);
        return query;
    }
    QStringList words;
    for (const QString &word : trimmed.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith("var:"_L1))
            query.variable = word.mid(4);
        else if (word.startsWith("model:"_L1))
            query.model = word.mid(6);
        else if (word == "is:active"_L1)
            query.activeOnly = true;
        else
            words << word;
    }
    query.text = words.join(u' ');
    return query;
}

PromptListPane::PromptListPane(PromptContext *context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_search(new QLineEdit(this))
    , m_list(new QTreeView)
    , m_state(new StateStack(m_list))
{
    m_list->setObjectName(u"prompts"_s);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PromptDelegate(m_list));
    m_list->setAccessibleName(tr("Prompts"));
    m_list->setProperty("role", u"cards"_s);
    m_list->setHeaderHidden(true);
    m_list->setUniformRowHeights(true);
    m_list->setMouseTracking(true);
    m_list->setIndentation(space::group);
    m_list->setExpandsOnDoubleClick(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_list, &QWidget::customContextMenuRequested, this, [this](const QPoint &at) {
        Q_EMIT menuWanted(m_list->viewport()->mapToGlobal(at));
    });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &PromptListPane::selectionChanged);
    m_search->setObjectName(u"promptSearch"_s);
    m_search->setPlaceholderText(tr("Search inside prompts"));
    m_search->setAccessibleName(tr("Search inside prompts"));
    m_search->setToolTip(tr("Words, /expression/, var:name, model:name, is:active"));
    addClearButton(m_search);
    m_search->setFixedWidth(SearchWidth);
    connect(m_search, &QLineEdit::textChanged, this, [this] { m_searchTimer.start(); });
    m_searchTimer.setSingleShot(true);
    m_searchTimer.setInterval(SearchDelayMs);
    connect(&m_searchTimer, &QTimer::timeout, this, &PromptListPane::search);
    m_clock.setInterval(ClockMs);
    connect(&m_clock, &QTimer::timeout, &m_model, &PromptListModel::refreshTimes);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_state);
    setMinimumWidth(280);
    setFocusProxy(m_list);
}

void PromptListPane::setOverview(const std::shared_ptr<const PromptOverview> &overview)
{
    m_searches.drop(); // what they find are rows of the index before
    m_overview = overview;
    m_assessment.reset();
    m_model.setOverview(overview);
    m_list->expandAll();
    if (overview)
        m_clock.start();
    else
        m_clock.stop();
}

void PromptListPane::setAssessment(const std::shared_ptr<const PromptAssessment> &assessment)
{
    m_assessment = assessment;
    m_model.setAssessment(assessment);
    if (!m_search->text().isEmpty())
        search();
}

// ---- searching

bool PromptListPane::clearSearch()
{
    if (m_search->text().isEmpty())
        return false;
    m_search->clear();
    return true;
}

void PromptListPane::search()
{
    m_searchTimer.stop();
    m_searches.drop();
    const QString typed = m_search->text().trimmed();
    if (typed.isEmpty()) {
        if (m_overview) {
            const QString before = selectedId();
            m_model.setFound(std::nullopt);
            m_list->expandAll();
            if (!before.isEmpty())
                select(before);
        }
        m_state->showContent();
        return;
    }
    if (!m_assessment)
        return; // it is searched for when the index is there
    using Hits = std::vector<prompt::SearchHit>;
    m_searches.ask(
        this, m_context->jobs().work<Hits>([assessment = m_assessment, query = searchQueryOf(typed)]() -> Result<Hits> {
            return assessment->index.search(query);
        }),
        [this](const Result<Hits> &hits) { showFound(hits); });
}

void PromptListPane::showFound(const Result<std::vector<prompt::SearchHit>> &hits)
{
    if (!hits) {
        m_state->showEmpty({u"edit-find"_s, tr("Not a valid search"), hits.error().message, {}});
        return;
    }
    const QString before = selectedId();
    QHash<QString, QString> excerpts;
    for (const prompt::SearchHit &hit : *hits) {
        const QString &id = m_assessment->index.prompts()[hit.row].id;
        if (excerpts.value(id).isEmpty())
            excerpts.insert(id, hit.excerpt);
    }
    m_model.setFound(excerpts);
    m_list->expandAll();
    if (excerpts.isEmpty())
        m_state->showEmpty(
            {u"edit-find"_s,
             tr("No matching prompts"),
             tr("No prompt has this in its text, template, metadata or name. Texts whose key is missing cannot be "
                "searched."),
             {}});
    else
        m_state->showContent();
    if (excerpts.contains(before))
        select(before);
}

// ---- selecting

QString PromptListPane::selectedId() const
{
    const QModelIndex at = m_list->currentIndex();
    return at.isValid() ? at.data(PromptListModel::IdRole).toString() : QString();
}

bool PromptListPane::select(const QString &id)
{
    QModelIndex index = m_model.indexOf(id);
    if (!index.isValid() && m_overview && m_overview->find(id) && clearSearch()) {
        search();
        index = m_model.indexOf(id);
    }
    if (!index.isValid())
        return false;
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
    return true;
}

void PromptListPane::selectOr(const QString &id)
{
    if (select(id) || !m_overview || m_model.rowCount() == 0)
        return;
    const StoredPrompt *active = m_overview->active(m_overview->prompts.front().prompt.name);
    if (!active || !select(active->id))
        m_list->setCurrentIndex(m_model.index(0, 0, m_model.index(0, 0)));
}

} // namespace howdah::ui
