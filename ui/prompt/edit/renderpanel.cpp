// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/edit/renderpanel.h"

#include "base/figures.h"
#include "common/captions.h"
#include "common/density.h"
#include "common/widgets.h"
#include "prompt/list/promptoverview.h"
#include "prompt/edit/prompttext.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>
#include <QtConcurrentRun>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using prompt::Engine;
using prompt::Input;

namespace {

constexpr int RenderDelayMs = 150;

QString engineWord(Engine engine)
{
    switch (engine) {
    case Engine::Plain:
        return RenderPanel::tr("Like the platform");
    case Engine::Handlebars:
        return RenderPanel::tr("Handlebars");
    case Engine::Mustache:
        return RenderPanel::tr("Mustache");
    case Engine::Jinja:
        return RenderPanel::tr("Jinja");
    case Engine::FString:
        return RenderPanel::tr("Python's format()");
    }
    return {};
}

QString whereWords(const Input &input)
{
    if (!input.inSystem && !input.inUser)
        return VariableModel::tr("declared, not used");
    return input.inSystem && input.inUser ? VariableModel::tr("in both texts")
         : input.inSystem                 ? VariableModel::tr("in the system prompt")
                                          : VariableModel::tr("in the user message");
}

QString roleWord(const QString &role)
{
    return role == "system"_L1 ? RenderPanel::tr("System") : role == "user"_L1 ? RenderPanel::tr("User") : role;
}

} // namespace

// ---- the variables

void VariableModel::setInputs(const std::vector<Input> &inputs)
{
    if (inputs == m_inputs)
        return;
    // While somebody types the names mostly stay: then no editor is closed and no selection lost.
    const bool same =
        inputs.size() == m_inputs.size() && std::ranges::equal(inputs, m_inputs, {}, &Input::name, &Input::name);
    if (same) {
        m_inputs = inputs;
        if (!m_inputs.empty())
            Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_inputs = inputs;
    endResetModel();
}

void VariableModel::setValues(const QMap<QString, QString> &values)
{
    m_values = values;
    if (!m_inputs.empty())
        Q_EMIT dataChanged(index(0, Value), index(rowCount() - 1, Value));
    Q_EMIT valuesChanged();
}

QMap<QString, QString> VariableModel::values() const
{
    QMap<QString, QString> wanted;
    for (const Input &input : m_inputs) {
        if (const auto found = m_values.constFind(input.name); found != m_values.cend())
            wanted.insert(input.name, *found);
    }
    return wanted;
}

int VariableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_inputs.size()); }
int VariableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(ColumnCount); }

QVariant VariableModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const Input &input = m_inputs[size_t(index.row())];
    const bool given = m_values.contains(input.name);
    if (index.column() == Name) {
        if (role == Qt::DisplayRole)
            return input.name;
        if (role == Qt::FontRole)
            return fixedFont();
        if (role == Qt::ToolTipRole || role == Qt::AccessibleDescriptionRole) {
            QStringList parts{whereWords(input)};
            if (!input.declared)
                parts << tr("not declared in the metadata");
            parts << input.type << input.description;
            parts.removeAll(QString());
            return parts.join(u" · "_s);
        }
        return {};
    }
    switch (role) {
    case Qt::DisplayRole:
        return given           ? m_values.value(input.name)
             : input.byDefault ? tr("%1 (default)").arg(*input.byDefault)
                               : QString();
    case Qt::EditRole:
        return given ? m_values.value(input.name) : input.byDefault.value_or(QString());
    case Qt::AccessibleTextRole:
        return tr("Value of %1: %2").arg(input.name, data(index, Qt::DisplayRole).toString());
    default:
        return {};
    }
}

QVariant VariableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    return section == Name ? tr("Variable") : tr("Test value");
}

Qt::ItemFlags VariableModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    return index.column() == Value ? flags | Qt::ItemIsEditable : flags;
}

bool VariableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || index.column() != Value)
        return false;
    m_values.insert(m_inputs[size_t(index.row())].name, value.toString());
    Q_EMIT dataChanged(index, index);
    Q_EMIT valuesChanged();
    return true;
}

// ---- the panel

RenderPanel::RenderPanel(QWidget *parent)
    : QWidget(parent)
{
    m_pool.setMaxThreadCount(1);
    m_table = new QTableView;
    m_table->setObjectName(u"variables"_s);
    m_table->setAccessibleName(tr("Variables"));
    m_table->setModel(&m_variables);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(rowHeight());
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->setTabKeyNavigation(false);
    m_table->setShowGrid(false);
    m_table->setEditTriggers(
        QAbstractItemView::DoubleClicked | QAbstractItemView::SelectedClicked | QAbstractItemView::EditKeyPressed
        | QAbstractItemView::AnyKeyPressed);
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex &index) {
        if (index.column() == VariableModel::Name)
            Q_EMIT variableChosen(index.data().toString());
    });
    m_engine = new QComboBox;
    m_engine->setAccessibleName(tr("Template engine"));
    m_engine->setToolTip(tr("The template engine used to insert the values"));
    for (const Engine engine : {Engine::Plain, Engine::Handlebars, Engine::Mustache, Engine::Jinja, Engine::FString})
        m_engine->addItem(engineWord(engine), int(engine));
    m_fromCall = button(tr("From a real call"));
    m_fromCall->setObjectName(u"fromCall"_s);
    m_fromCall->setToolTip(tr("Use the values of a recent call of this version"));
    auto *menu = new QMenu(m_fromCall);
    m_fromCall->setMenu(menu);
    connect(menu, &QMenu::aboutToShow, this, &RenderPanel::callsWanted);
    m_showCall = makeShowCall();
    m_tokens = mutedLabel();
    m_tokens->setObjectName(u"tokens"_s);
    m_tokens->setWordWrap(true);
    m_notes = new Banner(Tone::Edited);
    m_notes->setObjectName(u"renderNotes"_s);
    m_notes->hide();
    m_text = new PromptText(tr("What the model would see"));
    m_text->setObjectName(u"rendered"_s);
    m_text->setReadOnly(true);
    QPushButton *copy = button(tr("Copy"));
    copy->setToolTip(tr("Copy what the model would see; clipboard managers are asked not to store it"));
    connect(copy, &QPushButton::clicked, this, &RenderPanel::copyRendered);

    auto *top = new QWidget;
    auto *variables = new QVBoxLayout(top);
    variables->setContentsMargins(0, 0, 0, 0);
    variables->setSpacing(0);
    auto *tools = new QHBoxLayout;
    tools->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    tools->setSpacing(space::inside);
    tools->addWidget(m_engine, 1);
    tools->addWidget(m_fromCall);
    tools->addWidget(m_showCall);
    variables->addLayout(tools);
    variables->addWidget(m_table, 1);
    auto *bottom = new QWidget;
    auto *seen = new QVBoxLayout(bottom);
    seen->setContentsMargins(0, 0, 0, 0);
    seen->setSpacing(0);
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    line->addWidget(m_tokens, 1);
    line->addWidget(copy);
    seen->addLayout(line);
    auto *noted = new QHBoxLayout; // takes no room while nothing is noted
    noted->setContentsMargins(space::inside, 0, space::inside, space::tight);
    noted->addWidget(m_notes);
    seen->addLayout(noted);
    seen->addWidget(m_text, 1);
    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(top);
    split->addWidget(bottom);
    split->setStretchFactor(1, 1);
    split->setSizes({170, 400});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(split);

    m_timer.setSingleShot(true);
    m_timer.setInterval(RenderDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &RenderPanel::render);
    connect(&m_variables, &VariableModel::valuesChanged, this, [this] { m_timer.start(); });
    connect(m_engine, &QComboBox::currentIndexChanged, this, [this] { m_timer.start(); });
    setCalls({}, {});
}

QPushButton *RenderPanel::makeShowCall()
{
    QPushButton *made = button(tr("Show it"));
    made->setObjectName(u"showCall"_s);
    made->setToolTip(tr("Show the call whose values were taken, or its conversation, on the Browse page"));
    auto *places = new QMenu(made);
    for (const auto &[text, reach] :
         {std::pair(tr("The call"), prompt::CallReach::Call),
          std::pair(tr("Its conversation"), prompt::CallReach::Session)})
        connect(places->addAction(text), &QAction::triggered, this, [this, reach = reach] {
            Q_EMIT callRowsWanted(m_chosenCall, reach);
        });
    made->setMenu(places);
    return made;
}

// Of all values that were ever given those that these inputs take.
static QMap<QString, QString> wantedOf(const std::vector<Input> &inputs, const QMap<QString, QString> &values)
{
    QMap<QString, QString> wanted;
    for (const Input &input : inputs) {
        if (const auto found = values.constFind(input.name); found != values.cend())
            wanted.insert(input.name, *found);
    }
    return wanted;
}

static QString textOf(const prompt::RenderedPrompt &rendered)
{
    QStringList parts;
    for (const prompt::Message &message : rendered.messages)
        parts << u"%1:\n%2"_s.arg(roleWord(message.role), message.text);
    return parts.join(u"\n\n"_s);
}

RenderPanel::~RenderPanel() { m_pool.waitForDone(); }

void RenderPanel::setPrompt(const prompt::Prompt &wanted)
{
    m_wanted = wanted;
    m_timer.start();
}

void RenderPanel::setCalibration(const std::optional<prompt::TokenCalibration> &calibration)
{
    m_calibration = calibration;
    m_timer.start();
}

void RenderPanel::setCalls(const prompt::Prompt &used, const std::vector<prompt::Interaction> &calls)
{
    m_used = used;
    m_calls = calls;
    m_unrecovered.clear();
    if (std::ranges::find(m_calls, m_chosenCall, &prompt::Interaction::id) == m_calls.end())
        m_chosenCall.clear();
    QMenu *menu = m_fromCall->menu();
    menu->clear();
    for (int i = 0; i < int(calls.size()); ++i) {
        const prompt::Interaction &call = calls[size_t(i)];
        const QString outcome = call.success         ? tr("succeeded")
                              : call.error.isEmpty() ? tr("failed")
                                                     : call.error.left(40);
        QAction *action = menu->addAction(plainCaption(u"%1 · %2"_s.arg(serverTimeWords(call.at), outcome)));
        connect(action, &QAction::triggered, this, [this, i] { fillFromCall(i); });
    }
    if (calls.empty())
        menu->addAction(tr("This version has no calls"))->setEnabled(false);
    m_showCall->setVisible(!m_chosenCall.isEmpty());
}

void RenderPanel::fillFromCall(int index)
{
    const prompt::Replay replay = prompt::replay(m_used, m_wanted, m_calls[size_t(index)]);
    m_variables.setValues(replay.values);
    m_unrecovered = replay.unrecovered;
    m_chosenCall = m_calls[size_t(index)].id;
    m_showCall->show();
    m_timer.start();
}

QString RenderPanel::rendered() const { return m_text->prompt(); }
QString RenderPanel::tokenWords() const { return m_tokens->text(); }

std::function<QString(const prompt::Prompt &)> RenderPanel::renderer() const
{
    return [render = rendering()](const prompt::Prompt &prompt) { return textOf(render(prompt)); };
}

std::function<prompt::RenderedPrompt(const prompt::Prompt &)> RenderPanel::rendering() const
{
    return [values = m_variables.allValues(),
            engine = Engine(m_engine->currentData().toInt())](const prompt::Prompt &prompt) {
        return prompt::renderPrompt(prompt, wantedOf(prompt::inputsOf(prompt, engine), values), engine);
    };
}

// Elsewhere: a megabyte under the rules of five engines takes longer than a frame.
void RenderPanel::render()
{
    m_timer.stop();
    const auto engine = Engine(m_engine->currentData().toInt());
    using Answer = Result<std::shared_ptr<const Shown>>;
    // All values that were ever given: which of them are wanted is known when the text is.
    m_renders.ask(
        this,
        QtConcurrent::run(
            &m_pool,
            [wanted = m_wanted, values = m_variables.allValues(), engine]() -> Answer {
                auto shown = std::make_shared<Shown>();
                shown->inputs = prompt::inputsOf(wanted, engine);
                shown->rendered = prompt::renderPrompt(wanted, wantedOf(shown->inputs, values), engine);
                shown->text = textOf(shown->rendered);
                shown->tokens = prompt::estimateTokens(shown->text);
                return shown;
            }),
        [this](const Answer &shown) {
            if (shown)
                take(**shown);
        });
}

void RenderPanel::take(const Shown &shown)
{
    m_variables.setInputs(shown.inputs);
    if (shown.text != m_text->prompt())
        m_text->setPrompt(shown.text);
    QStringList notes;
    if (!shown.rendered.missing.isEmpty())
        notes << tr("Without a value: %1").arg(shown.rendered.missing.join(u", "_s));
    if (!m_unrecovered.isEmpty())
        notes << tr("The call does not show for certain what these were: %1").arg(m_unrecovered.join(u", "_s));
    if (!shown.rendered.unsupported.isEmpty())
        notes << tr("Not evaluated here: %1").arg(shown.rendered.unsupported.join(u", "_s));
    QStringList others;
    for (const Engine other : shown.rendered.differing)
        others << engineWord(other);
    if (!others.isEmpty())
        notes << tr("Other programs would render a different text: %1").arg(others.join(u", "_s));
    m_notes->setText(notes.join(u'\n'));
    m_notes->setVisible(!notes.isEmpty());
    m_tokens->setText(tokensOf(shown.tokens));
    Q_EMIT renderedAnew();
}

QString RenderPanel::tokensOf(const prompt::TokenEstimate &plain) const
{
    const QLocale locale;
    if (!m_calibration)
        return tr("about %1 tokens (%2 to %3), estimated")
            .arg(countText(plain.likely), countText(plain.low), countText(plain.high));
    const prompt::TokenEstimate estimate = prompt::calibrated(plain, *m_calibration);
    return tr("about %1 tokens (%2 to %3), corrected by %4 calls; half of them were within %5 %, 95 of 100 "
              "within %6 %")
        .arg(
            countText(estimate.likely), countText(estimate.low), countText(estimate.high),
            countText(qint64(m_calibration->samples)), locale.toString(m_calibration->medianError * 100, 'f', 0),
            locale.toString(m_calibration->p95Error * 100, 'f', 0));
}

void RenderPanel::copyRendered() { QGuiApplication::clipboard()->setMimeData(secretMimeData(m_text->prompt())); }

} // namespace howdah::ui
