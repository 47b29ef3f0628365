// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/scorepanel.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/statestack.h"
#include "common/widgets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::DrillKind;
using prompt::Scorecard;
using prompt::Verdict;

namespace {

// The figures with which scoreLines() begins, and what each of them counts.
constexpr std::array FigureDrills{DrillKind::Calls,   DrillKind::Successes, DrillKind::Timed, DrillKind::Timed,
                                  DrillKind::Counted, DrillKind::Counted,   DrillKind::Rated};

QString shareText(qint64 part, qint64 all)
{
    const QLocale locale;
    return all <= 0 ? countText(part)
                    : u"%1 (%2 %)"_s.arg(countText(part), locale.toString(100.0 * double(part) / double(all), 'f', 1));
}

qint64 callsOf(const std::vector<prompt::CallShare> &shares, const QString &name)
{
    const auto found = std::ranges::find(shares, name, &prompt::CallShare::name);
    return found == shares.end() ? 0 : found->calls;
}

void addShares(
    std::vector<ScoreModel::Line> &lines, const QString &pattern, const std::vector<prompt::CallShare> &shares,
    const prompt::CallShare &rest, const std::vector<prompt::CallShare> *others, DrillKind kind, qint64 all,
    qint64 otherAll)
{
    for (const prompt::CallShare &share : shares) {
        ScoreModel::Line line;
        line.label = pattern.arg(share.name);
        line.value = shareText(share.calls, all);
        if (others)
            line.other = shareText(callsOf(*others, share.name), otherAll);
        line.drill = kind;
        line.drillValue = share.name;
        lines.push_back(std::move(line));
    }
    // All calls of that sort, since those of the rest have no one condition.
    if (rest.calls > 0)
        lines.push_back(
            {.label = pattern.arg(ScorePanel::tr("%1 others").arg(rest.name)),
             .value = shareText(rest.calls, all),
             .drill = kind == DrillKind::ErrorClass ? DrillKind::Failures : DrillKind::Calls});
}

void addComparison(std::vector<ScoreModel::Line> &lines, const prompt::ScoreComparison &comparison)
{
    const std::vector<prompt::ScoreLine> words = prompt::scoreLines(comparison);
    for (size_t i = 0; i < comparison.metrics.size() && i < words.size(); ++i) {
        auto line = std::ranges::find(lines, words[i].label, &ScoreModel::Line::label);
        if (line == lines.end()) {
            lines.push_back({.label = words[i].label, .drill = DrillKind::Counted});
            line = std::prev(lines.end());
        }
        line->change = words[i].text;
        line->verdict = comparison.metrics[i].verdict;
        line->compared = true;
    }
}

// A window is open for as long as somebody wants to see how it goes on.
const prompt::ComparisonRule InWindow{.primary = u"success"_s, .looks = Looks::Repeated};

Tone toneOf(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Better:
        return Tone::Applied;
    case Verdict::Worse:
        return Tone::Failed;
    case Verdict::NotEnough:
    case Verdict::Inconclusive:
    case Verdict::Apart:
    case Verdict::Higher:
    case Verdict::Lower:
        break;
    }
    return Tone::Neutral;
}

} // namespace

std::vector<ScoreModel::Line> scoreRows(const Scorecard &card, const std::optional<Scorecard> &baseline)
{
    std::vector<ScoreModel::Line> lines;
    const std::vector<prompt::ScoreLine> words = prompt::scoreLines(card);
    const std::vector<prompt::ScoreLine> others =
        baseline ? prompt::scoreLines(*baseline) : std::vector<prompt::ScoreLine>();
    for (size_t i = 0; i < std::min(words.size(), FigureDrills.size()); ++i) {
        ScoreModel::Line line;
        line.label = words[i].label;
        line.value = words[i].text;
        line.enough = words[i].enough;
        if (i < others.size()) {
            line.other = others[i].text;
            line.otherEnough = others[i].enough;
        }
        line.drill = FigureDrills[i];
        lines.push_back(std::move(line));
    }
    if (baseline)
        addComparison(lines, prompt::compareScorecards(*baseline, card, InWindow));
    addShares(
        lines, ScorePanel::tr("Failed: %1"), card.errors, card.otherErrors, baseline ? &baseline->errors : nullptr,
        DrillKind::ErrorClass, card.calls, baseline ? baseline->calls : 0);
    addShares(
        lines, ScorePanel::tr("Answered by %1"), card.models, card.otherModels, baseline ? &baseline->models : nullptr,
        DrillKind::Model, card.calls, baseline ? baseline->calls : 0);
    return lines;
}

// ---- the model

void ScoreModel::setLines(std::vector<Line> lines, const QString &name, const QString &otherName)
{
    beginResetModel();
    m_lines = std::move(lines);
    m_name = name;
    m_other = otherName;
    endResetModel();
}

int ScoreModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

int ScoreModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : m_other.isEmpty() ? int(Other) : int(ColumnCount);
}

static bool isTooFew(const ScoreModel::Line &line, int column)
{
    switch (column) {
    case ScoreModel::Value:
        return !line.enough;
    case ScoreModel::Other:
        return !line.otherEnough;
    case ScoreModel::Change:
        return line.compared && line.verdict == Verdict::NotEnough;
    default:
        return false;
    }
}

// That there is not enough data is said once in a column, where it is met first; the tool tip has it everywhere.
bool ScoreModel::isRepeated(const QModelIndex &index) const
{
    const auto isBefore = [column = index.column()](const Line &line) { return isTooFew(line, column); };
    const auto here = m_lines.begin() + index.row();
    return isBefore(*here) && std::any_of(m_lines.begin(), here, isBefore);
}

QVariant ScoreModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Line &line = m_lines[size_t(index.row())];
    if (role == Qt::DisplayRole && isRepeated(index))
        return u"–"_s;
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        switch (index.column()) {
        case Figure:
            return line.label;
        case Value:
            return line.value;
        case Other:
            return line.other;
        case Change:
            return line.change;
        default:
            return {};
        }
    }
    if (role == Qt::DecorationRole && index.column() == Change && line.compared) {
        if (line.verdict == Verdict::Better)
            return icon(u"go-up", Tone::Applied);
        if (line.verdict == Verdict::Worse)
            return icon(u"go-down", Tone::Failed);
    }
    const bool enough = index.column() == Value ? line.enough : index.column() == Other ? line.otherEnough : true;
    if (role == Qt::ForegroundRole) {
        const QPalette palette;
        if (index.column() == Change && line.compared && toneOf(line.verdict) != Tone::Neutral)
            return color(toneOf(line.verdict), palette);
        if (!enough || (index.column() == Change && line.compared))
            return color(Surface::MutedText, palette);
    }
    return {};
}

QVariant ScoreModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    switch (section) {
    case Figure:
        return tr("Statistic");
    case Value:
        return m_name;
    case Other:
        return m_other;
    default:
        return tr("%1 against %2").arg(m_name, m_other);
    }
}

// ---- the panel

static QLabel *testsLabel()
{
    QLabel *label = plainLabel({});
    label->setObjectName(u"scoreTests"_s);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setContentsMargins(space::inside, space::inside, space::inside, 0);
    label->hide();
    return label;
}

ScorePanel::ScorePanel(QWidget *parent)
    : QWidget(parent)
    , m_window(new QComboBox)
    , m_baseline(new QComboBox)
    , m_summary(mutedLabel())
    , m_cautions(new Banner(Tone::Edited))
    , m_costs(mutedLabel())
    , m_tests(testsLabel())
    , m_method(mutedLabel())
    , m_table(new QTableView)
{
    m_window->setObjectName(u"scoreWindow"_s);
    m_window->setAccessibleName(tr("Period"));
    m_window->addItem(tr("Last 7 days"), 7);
    m_window->addItem(tr("Last 30 days"), 30);
    m_window->addItem(tr("Last 90 days"), 90);
    m_window->addItem(tr("All time"), 0);
    m_window->setCurrentIndex(1);
    m_baseline->setObjectName(u"scoreBaseline"_s);
    m_baseline->setAccessibleName(tr("Compare with"));
    m_baseline->setMinimumWidth(200);
    m_summary->setObjectName(u"scoreSummary"_s);
    m_cautions->setObjectName(u"scoreCautions"_s);
    m_cautions->hide();
    m_costs->setObjectName(u"scoreCosts"_s);
    m_costs->setWordWrap(true);
    m_costs->setContentsMargins(space::inside, space::inside, space::inside, 0);
    m_costs->hide();
    m_method->setObjectName(u"scoreMethod"_s);
    m_method->setWordWrap(true);
    m_method->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    m_method->hide();
    m_table->setObjectName(u"scores"_s);
    m_table->setAccessibleName(tr("Scorecard"));
    m_table->setModel(&m_model);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->setWordWrap(true);
    m_table->setShowGrid(false);
    m_table->setTabKeyNavigation(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setToolTip(tr("Press Enter to show the calls behind a statistic"));
    connect(m_table, &QTableView::activated, this, &ScorePanel::drill);
    m_state = new StateStack(m_table);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::inside, space::inside, space::inside, space::inside);
    head->setSpacing(space::inside);
    head->addWidget(m_window);
    head->addWidget(plainLabel(tr("compared with")));
    head->addWidget(m_baseline);
    head->addWidget(m_summary, 1);
    QPushButton *rows = button(tr("Show the calls"));
    rows->setToolTip(tr("Show the rows behind the selected statistic on the Browse page"));
    connect(rows, &QPushButton::clicked, this, [this] {
        const QModelIndex current = m_table->currentIndex();
        drill(current.isValid() ? current : m_model.index(0, 0));
    });
    head->addWidget(rows);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(head);
    column->addWidget(m_cautions);
    column->addWidget(m_state, 1);
    column->addWidget(m_costs);
    column->addWidget(m_tests);
    column->addWidget(m_method);
    connect(m_window, &QComboBox::activated, this, &ScorePanel::wanted);
    connect(m_baseline, &QComboBox::activated, this, &ScorePanel::wanted);
}

void ScorePanel::setVersion(const VersionChoice &version, const std::vector<VersionChoice> &others)
{
    m_version = version;
    const QString before = baselineId();
    m_baseline->clear();
    m_baseline->addItem(tr("no other version"), QString());
    for (const VersionChoice &other : others)
        m_baseline->addItem(other.label, other.id);
    setBaseline(before);
}

void ScorePanel::setBaseline(const QString &id) { m_baseline->setCurrentIndex(qMax(0, m_baseline->findData(id))); }
QString ScorePanel::baselineId() const { return m_baseline->currentData().toString(); }

prompt::TimeWindow ScorePanel::window() const
{
    const int days = m_window->currentData().toInt();
    return days > 0 ? prompt::TimeWindow::lastDays(days) : prompt::TimeWindow();
}

void ScorePanel::showCards(const Scorecard &card, const std::optional<Scorecard> &baseline)
{
    m_model.setLines(scoreRows(card, baseline), m_version.label, baseline ? m_baseline->currentText() : QString());
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    header->setHighlightSections(false);
    for (int i = 0; i + 1 < m_model.columnCount(); ++i)
        m_table->setColumnWidth(i, i == ScoreModel::Figure ? 260 : 230);
    const prompt::ScoreComparison comparison =
        baseline ? prompt::compareScorecards(*baseline, card, InWindow) : prompt::ScoreComparison();
    const QStringList &cautions = comparison.cautions;
    m_method->setText(comparison.method);
    m_method->setVisible(baseline.has_value());
    m_cautions->setText(cautions.join(u'\n'));
    m_cautions->setVisible(!cautions.isEmpty());
    m_summary->setText(
        card.calls == 0 ? tr("no calls in this period")
                        : tr("%1 calls, with 95 % confidence intervals").arg(countText(card.calls)));
    m_state->showContent();
}

void ScorePanel::showCosts(const std::vector<prompt::ScoreLine> &lines)
{
    QStringList texts;
    for (const prompt::ScoreLine &line : lines)
        texts << line.label + u": "_s + line.text;
    m_costs->setText(texts.join(u'\n'));
    m_costs->setVisible(!texts.isEmpty());
}

void ScorePanel::showTests(const std::vector<prompt::ScoreLine> &lines)
{
    QStringList texts;
    for (const prompt::ScoreLine &line : lines)
        texts << tr("%1: %2").arg(line.label, line.text);
    m_tests->setText(texts.join(u'\n'));
    m_tests->setVisible(!texts.isEmpty());
}

void ScorePanel::drill(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const ScoreModel::Line &line = m_model.lines()[size_t(index.row())];
    const QString id = index.column() == ScoreModel::Other && !baselineId().isEmpty() ? baselineId() : m_version.id;
    Q_EMIT rowsWanted(id, line.drill, line.drillValue);
}

} // namespace howdah::ui
