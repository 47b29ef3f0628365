// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/assist/completionpopup.h"

#include "common/captions.h"
#include "common/colors.h"
#include "common/density.h"
#include "common/fonts.h"
#include "common/icons.h"
#include "common/spacing.h"
#include "common/widgets.h"

#include <QListView>
#include <QPainter>
#include <QScreen>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::complete::Proposal;
using query::complete::ProposalKind;
using query::complete::Proposals;

namespace {

constexpr int MostRows = 10;
constexpr int Narrowest = 280;
constexpr int Widest = 620;

// The icon, what is inserted, and at the right what it is.
class ProposalDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const bool isCurrent = (option.state & QStyle::State_Selected) != 0;
        painter->save();
        if (isCurrent)
            painter->fillRect(option.rect, option.palette.highlight());
        QRect rest = option.rect.adjusted(space::tight, 0, -space::inside, 0);
        const int size = zoomed(space::iconSmall);
        const QRect sign(rest.left(), rest.center().y() - size / 2 + 1, size, size);
        index.data(Qt::DecorationRole)
            .value<QIcon>()
            .paint(painter, sign, Qt::AlignCenter, isCurrent ? QIcon::Selected : QIcon::Normal);
        rest.setLeft(sign.right() + space::inside);
        const QFontMetrics fixed(fixedFont());
        const QFontMetrics small(smallFont());
        const QString label = index.data(Qt::DisplayRole).toString();
        const QString detail = index.data(ProposalModel::DetailRole).toString();
        // The name goes first; what is left is the detail's.
        const int wanted =
            qMin(fixed.horizontalAdvance(label) + 1, detail.isEmpty() ? rest.width() : rest.width() * 3 / 4);
        painter->setFont(fixedFont());
        painter->setPen(option.palette.color(isCurrent ? QPalette::HighlightedText : QPalette::Text));
        painter->drawText(rest, Qt::AlignVCenter | Qt::TextSingleLine, fixed.elidedText(label, Qt::ElideRight, wanted));
        rest.setLeft(rest.left() + wanted + space::group);
        painter->setFont(smallFont());
        painter->setPen(
            isCurrent ? option.palette.color(QPalette::HighlightedText) : color(Surface::MutedText, option.palette));
        painter->drawText(
            rest, Qt::AlignVCenter | Qt::AlignRight | Qt::TextSingleLine,
            small.elidedText(detail, Qt::ElideRight, rest.width()));
        painter->restore();
    }
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        Q_UNUSED(option)
        const int text = QFontMetrics(fixedFont()).horizontalAdvance(index.data(Qt::DisplayRole).toString())
                       + QFontMetrics(smallFont()).horizontalAdvance(index.data(ProposalModel::DetailRole).toString());
        return {text + zoomed(space::iconSmall) + 2 * space::group + 2 * space::inside, rowHeight()};
    }
};

} // namespace

QString oneLine(const QString &text, qsizetype most)
{
    QString line = text.left(most);
    for (QChar &c : line)
        c = c == u'\n' || c == u'\t' ? QChar(u' ') : visibleCharacter(c);
    return text.size() > most ? line + u'…' : line;
}

QString kindName(ProposalKind kind)
{
    switch (kind) {
    case ProposalKind::Keyword:
        return CompletionPopup::tr("keyword");
    case ProposalKind::Schema:
        return CompletionPopup::tr("schema");
    case ProposalKind::Table:
        return CompletionPopup::tr("table");
    case ProposalKind::View:
        return CompletionPopup::tr("view");
    case ProposalKind::Sequence:
        return CompletionPopup::tr("sequence");
    case ProposalKind::CommonTable:
        return CompletionPopup::tr("query of WITH");
    case ProposalKind::Alias:
        return CompletionPopup::tr("alias");
    case ProposalKind::NewAlias:
        return CompletionPopup::tr("new alias");
    case ProposalKind::Column:
        return CompletionPopup::tr("column");
    case ProposalKind::Columns:
        return CompletionPopup::tr("columns");
    case ProposalKind::Join:
        return CompletionPopup::tr("join");
    case ProposalKind::Function:
        return CompletionPopup::tr("function");
    case ProposalKind::Procedure:
        return CompletionPopup::tr("procedure");
    case ProposalKind::Type:
        return CompletionPopup::tr("type");
    case ProposalKind::Label:
        return CompletionPopup::tr("label of an enum");
    case ProposalKind::JsonKey:
        return CompletionPopup::tr("key of JSON");
    case ProposalKind::Window:
        return CompletionPopup::tr("window");
    case ProposalKind::Role:
        return CompletionPopup::tr("role");
    case ProposalKind::Setting:
        return CompletionPopup::tr("setting");
    case ProposalKind::Extension:
        return CompletionPopup::tr("extension");
    case ProposalKind::Index:
        return CompletionPopup::tr("index");
    case ProposalKind::Constraint:
        return CompletionPopup::tr("constraint");
    case ProposalKind::Trigger:
        return CompletionPopup::tr("trigger");
    case ProposalKind::Policy:
        return CompletionPopup::tr("policy");
    case ProposalKind::Database:
        return CompletionPopup::tr("database");
    }
    return {};
}

QIcon kindIcon(ProposalKind kind)
{
    switch (kind) {
    case ProposalKind::Keyword:
        return icon(u"code-context");
    case ProposalKind::Schema:
        return icon(u"folder");
    case ProposalKind::Table:
    case ProposalKind::CommonTable:
        return icon(u"table");
    case ProposalKind::View:
        return icon(u"view-visible");
    case ProposalKind::Sequence:
        return icon(u"view-sort");
    case ProposalKind::Alias:
    case ProposalKind::NewAlias:
        return icon(u"tag");
    case ProposalKind::Column:
    case ProposalKind::Columns:
        return icon(u"object-columns");
    case ProposalKind::Join:
        return icon(u"link");
    case ProposalKind::Function:
    case ProposalKind::Procedure:
        return icon(u"code-function");
    case ProposalKind::Type:
        return icon(u"code-typedef");
    case ProposalKind::Label:
    case ProposalKind::JsonKey:
        return icon(u"text-field");
    case ProposalKind::Window:
        return icon(u"view-split-left-right");
    case ProposalKind::Role:
        return icon(u"user-identity");
    case ProposalKind::Setting:
        return icon(u"configure");
    case ProposalKind::Extension:
    case ProposalKind::Database:
        return icon(u"server-database");
    case ProposalKind::Index:
        return icon(u"database-index");
    case ProposalKind::Constraint:
    case ProposalKind::Policy:
        return icon(u"lock");
    case ProposalKind::Trigger:
        return icon(u"flag");
    }
    return {};
}

void ProposalModel::setProposals(Proposals proposals)
{
    beginResetModel();
    m_proposals = std::move(proposals);
    endResetModel();
}

int ProposalModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_proposals.size()); }

QVariant ProposalModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Proposal &proposal = m_proposals[std::size_t(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return oneLine(proposal.label);
    case DetailRole:
        return oneLine(proposal.detail.isEmpty() ? kindName(proposal.kind) : proposal.detail);
    case Qt::DecorationRole:
        return kindIcon(proposal.kind);
    case Qt::AccessibleTextRole:
        return u"%1, %2"_s.arg(oneLine(proposal.label), kindName(proposal.kind));
    case Qt::AccessibleDescriptionRole:
        return oneLine(proposal.detail);
    default:
        return {};
    }
}

// A tip takes no focus from the text, and belongs to its window on every platform.
CompletionPopup::CompletionPopup(QWidget *editor)
    : QFrame(editor, Qt::ToolTip | Qt::FramelessWindowHint)
    , m_model(new ProposalModel(this))
    , m_list(new QListView(this))
    , m_documentation(plainLabel({}, this))
{
    setObjectName(u"completionPopup"_s);
    setAttribute(Qt::WA_ShowWithoutActivating);
    setFocusPolicy(Qt::NoFocus);
    setProperty("role", u"popup"_s);
    setAccessibleName(tr("Completion"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new ProposalDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setAccessibleName(tr("Proposals"));
    m_documentation->setWordWrap(true);
    m_documentation->setFont(smallFont());
    m_documentation->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_documentation->setContentsMargins(space::inside, space::tight, space::inside, space::tight);
    m_documentation->setAccessibleName(tr("About the proposal"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(1, 1, 1, 1);
    layout->setSpacing(0);
    layout->addWidget(m_list, 1);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_documentation);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { Q_EMIT accepted(index.row()); });
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &CompletionPopup::currentChanged);
}

void CompletionPopup::setProposals(Proposals proposals)
{
    const int row = currentRow();
    const QString chosen = m_chosen && row >= 0 ? m_model->proposals()[std::size_t(row)].text : QString();
    m_model->setProposals(std::move(proposals));
    const auto &now = m_model->proposals();
    const auto found = std::ranges::find(now, chosen, &Proposal::text);
    m_chosen = !chosen.isEmpty() && found != now.end();
    select(m_chosen ? int(found - now.begin()) : 0);
}

int CompletionPopup::currentRow() const { return m_list->currentIndex().row(); }

void CompletionPopup::select(int row) { m_list->setCurrentIndex(m_model->index(row, 0)); }

void CompletionPopup::move(int rows)
{
    const int count = m_model->rowCount();
    if (count == 0)
        return;
    m_chosen = true;
    select((currentRow() + rows + count) % count);
}

void CompletionPopup::movePage(int pages)
{
    m_chosen = true;
    select(std::clamp(currentRow() + pages * (MostRows - 1), 0, m_model->rowCount() - 1));
}

void CompletionPopup::setDocumentation(const QString &text)
{
    m_documentation->setText(text);
    if (isVisible())
        showAt(m_caret);
}

void CompletionPopup::showAt(const QRect &caret)
{
    m_caret = caret;
    int width = Narrowest;
    const int rows = qMin(MostRows, m_model->rowCount());
    for (int row = 0; row < m_model->rowCount(); ++row)
        width = qMax(width, m_list->sizeHintForIndex(m_model->index(row, 0)).width());
    const QScreen *screen = parentWidget()->screen();
    const QRect room = screen ? screen->availableGeometry() : QRect(0, 0, 1024, 768);
    width = std::min({width + space::group, zoomed(Widest), room.width()});
    // What is beneath the list has room for three lines, so that the list stands still while one moves in it.
    const int lines = QFontMetrics(smallFont()).lineSpacing() * 3 + 2 * space::tight;
    m_list->setFixedHeight(rows * rowHeight());
    m_documentation->setFixedHeight(lines);
    setFixedSize(width, m_list->height() + lines + 3);
    const int icons = zoomed(space::iconSmall) + space::tight + space::inside;
    QPoint place(caret.left() - icons, caret.bottom() + 2);
    if (place.y() + height() > room.bottom() && caret.top() - height() - 2 >= room.top())
        place.setY(caret.top() - height() - 2);
    place.setX(std::clamp(place.x(), room.left(), qMax(room.left(), room.right() - width)));
    QWidget::move(place);
    show();
    raise();
}

void CompletionPopup::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_chosen = false;
}

} // namespace howdah::ui
