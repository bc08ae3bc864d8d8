"""Every table, one aggregate a file."""

from annotate.models.article import Article, ArticleAddress, Orphan, Passage, Review, Revision, State
from annotate.models.article_import import ArticleImport
from annotate.models.attribution import Adjudication, Attribution, ChainNode, DeniedBy, Reading
from annotate.models.base import AppendOnlyError
from annotate.models.case import AdjudicationCase
from annotate.models.change import Audience, Change, ChangeDetail, ChangeHead, ErasureRequest
from annotate.models.claim import Claim, ClaimPassage, Question, Topic, Wording
from annotate.models.copy import Copy, CopyCheck
from annotate.models.delivery import Delivery, Subscription
from annotate.models.desk_figures import DeskFigures
from annotate.models.dispute import Dispute
from annotate.models.draft import Draft
from annotate.models.graph import ClaimGraph, Credit
from annotate.models.guideline import DeskExample
from annotate.models.hook import Attempt, Event, FeedAddress, Hook, Message, ScoreTold
from annotate.models.matching import ClaimCandidate, ClaimSearch, Relation
from annotate.models.newsroom import ApiKey, Membership, Newsroom, Scope, WatchedClaim
from annotate.models.outcome import Outcome, ScoreSeen
from annotate.models.person import User
from annotate.models.receipt import Receipt
from annotate.models.report import Report, ReportDefinition
from annotate.models.score import (
    Consensus,
    CurrentRun,
    RunConsensus,
    RunScore,
    Score,
    ScoreHistory,
    ScoringRun,
    SourceRecord,
    Trial,
)
from annotate.models.scoring_pass import ScoringPass, Shard
from annotate.models.source import ExternalId, Outlet, Source
from annotate.models.suggestion import (
    RuleAnswer,
    Suggestion,
    SuggestionDecision,
    SuggestionRun,
    SwitchedOffRule,
)
from annotate.models.task import Assignment, QueuedText, QueueSeen, Recusal, Skip, Task
from annotate.models.told import ToldClaim
from annotate.models.what_if import WhatIf
from annotate.models.withdrawal import WithdrawalRequest

__all__ = [
    "Adjudication",
    "AdjudicationCase",
    "ApiKey",
    "AppendOnlyError",
    "Article",
    "ArticleAddress",
    "Attempt",
    "ArticleImport",
    "Attribution",
    "Assignment",
    "Audience",
    "ChainNode",
    "Change",
    "ChangeDetail",
    "ChangeHead",
    "Claim",
    "ClaimCandidate",
    "ClaimGraph",
    "ClaimPassage",
    "ClaimSearch",
    "Consensus",
    "Copy",
    "CopyCheck",
    "Credit",
    "CurrentRun",
    "Delivery",
    "DeniedBy",
    "DeskExample",
    "DeskFigures",
    "Dispute",
    "Draft",
    "ErasureRequest",
    "Event",
    "ExternalId",
    "FeedAddress",
    "Hook",
    "Membership",
    "Message",
    "Newsroom",
    "Orphan",
    "Outcome",
    "Outlet",
    "Passage",
    "Question",
    "QueueSeen",
    "QueuedText",
    "Reading",
    "Receipt",
    "Recusal",
    "Relation",
    "Report",
    "ReportDefinition",
    "Review",
    "Revision",
    "RunConsensus",
    "RunScore",
    "RuleAnswer",
    "Scope",
    "Score",
    "ScoreHistory",
    "ScoreSeen",
    "ScoreTold",
    "ScoringPass",
    "ScoringRun",
    "Skip",
    "Shard",
    "Source",
    "SourceRecord",
    "State",
    "Suggestion",
    "SuggestionDecision",
    "SuggestionRun",
    "SwitchedOffRule",
    "Subscription",
    "Task",
    "ToldClaim",
    "Topic",
    "Trial",
    "User",
    "WatchedClaim",
    "WithdrawalRequest",
    "WhatIf",
    "Wording",
]
