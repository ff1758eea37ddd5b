"""The feature gates that some release of the kubelet knows.

The union of the names in ``pkg/features/kube_features.go`` and the ``features`` packages
of the k8s.io modules it registers, 1.24.17 to 1.37.2. A name outside of it is unknown to
every release, and a kubelet exits over it; whether a release still has a name that is
in it is not judged.
"""

from __future__ import annotations

GATES = frozenset(
    """
    APIListChunking APIPriorityAndFairness APIResponseCompression
    APISelfSubjectReview APIServerIdentity APIServerTracing
    APIServerWebhookAuthenticationToken APIServingWithRoutine
    AdmissionWebhookMatchConditions AdvancedAuditing AggregatedDiscoveryEndpoint
    AggregatedDiscoveryRemoveBetaType AllAlpha AllBeta AllowDNSOnlyNodeCSR
    AllowInsecureKubeletCertificateSigningRequests
    AllowOverwriteTerminationGracePeriodSeconds AllowParsingUserUIDFromCertAuth
    AllowServiceExternalIPs AllowServiceLBStatusOnNonLB
    AllowUnsafeMalformedObjectDeletion AnonymousAuthConfigurableEndpoints
    AnyVolumeDataSource AppArmor AppArmorFields AtomicFIFO
    AtomicWriteVolumeUserFields AuthorizeNodeWithSelectors
    AuthorizePodWebsocketUpgradeCreatePermission AuthorizeWithSelectors
    BtreeWatchCache CBORServingAndStorage CPUManager CPUManagerPolicyAlphaOptions
    CPUManagerPolicyBetaOptions CPUManagerPolicyOptions
    CRDObservedGenerationTracking CRDValidationRatcheting CRIListStreaming
    CSIInlineVolume CSIMigration CSIMigrationAWS CSIMigrationAzureDisk
    CSIMigrationAzureFile CSIMigrationGCE CSIMigrationOpenStack CSIMigrationPortworx
    CSIMigrationRBD CSIMigrationvSphere CSINodeExpandSecret CSIServiceAccountToken
    CSIServiceAccountTokenSecrets CSIStorageCapacity CSIVolumeFSGroupPolicy
    CSIVolumeHealth CSRDuration ChangeContainerStatusOnKubeletRestart
    ClearingNominatedNodeNameAfterBinding ClientsAllowCARotation ClientsAllowCBOR
    ClientsAllowTLSCacheGC ClientsPreferCBOR
    CloudControllerManagerWatchBasedRoutesReconciliation
    CloudControllerManagerWebhook CloudDualStackNodeIPs ClusterTrustBundle
    ClusterTrustBundleProjection ComponentFlagz ComponentSLIs ComponentStatusz
    CompositePodGroup ConcurrentWatchObjectDecode ConfigurableFSGroupPolicy
    ConsistentHTTPGetHandlers ConsistentListFromCache
    ConsistentListFromCacheSkipTimeoutFallback ConstrainedImpersonation
    ContainerCheckpoint ContainerRestartRules ContainerStopSignals ContextualLogging
    ControllerManagerLeaderMigration
    ControllerManagerReleaseLeaderElectionLockOnExit CoordinatedLeaderElection
    CronJobTimeZone CronJobsScheduledAnnotation CrossNamespaceVolumeDataSource
    CustomCPUCFSQuotaPeriod CustomResourceFieldSelectors
    CustomResourceValidationExpressions DRAAdminAccess DRAConsumableCapacity
    DRAControlPlaneController DRADerivedAttributes DRADeviceBindingConditions
    DRADeviceCompatibilityGroups DRADeviceTaintRules DRADeviceTaints
    DRAExtendedResource DRAFractionalCapacityRange DRAListTypeAttributes
    DRANodeAllocatableResources DRAOptionalNodeOperations DRAPartitionableDevices
    DRAPartitionableDevicesType DRAPrioritizedList DRAResourceClaimDeviceStatus
    DRAResourceClaimGranularStatusAuthorization DRAResourcePoolStatus
    DRASchedulerFilterTimeout DRAWorkloadResourceClaims DaemonSetUpdateSurge
    DeclarativeValidation DeclarativeValidationBeta DeclarativeValidationTakeover
    DefaultHostNetworkHostPortsInPodTemplates DefaultPodSysctls
    DefaultPodTopologySpread DelegateFSGroupToCSIDriver
    DeploymentReplicaSetTerminatingReplicas DetectCacheInconsistency
    DevicePluginCDIDevices DevicePlugins DisableAcceleratorUsageMetrics
    DisableAllocatorDualWrite DisableCPUQuotaWithExclusiveCPUs DisableCloudProviders
    DisableKubeletCloudCredentialProviders DisableNodeKubeProxyVersion
    DownwardAPIHugePages DryRun DynamicKubeletConfig DynamicResourceAllocation
    EfficientWatchResumption ElasticIndexedJob EmptyDirVolumeMode EndpointSlice
    EndpointSliceNodeName EndpointSliceProxying EndpointSliceTerminatingCondition
    EnvFiles EphemeralContainers EtcdRangeStream EventedPLEG EvictionRequestAPI
    ExcludeAdmissionWebhookVirtualResources ExecProbeTimeout ExpandCSIVolumes
    ExpandInUsePersistentVolumes ExpandPersistentVolumes ExpandedDNSConfig
    ExperimentalHostUserNamespaceDefaulting ExtendWebSocketsToKubelet
    ExternalServiceAccountTokenSigner GRPCContainerProbe GRPCContainerProbeTLS
    GangScheduling GenericEphemeralVolume GenericWorkload GitRepoVolumeDriver
    GracefulNodeShutdown GracefulNodeShutdownBasedOnPodPriority H2CContainerProbe
    HPAConfigurableTolerance HPAContainerMetrics HPAGeneration
    HPAOptimizedSelectorStore HPAScaleToZero HonorPVReclaimPolicy HostnameOverride
    HugepageAwareEviction IPTablesOwnershipCleanup IPv6DualStack IdentifyPodOS
    ImageMaximumGCAge ImageVolume ImageVolumeWithDigest InOrderInformers
    InOrderInformersBatchProcess InPlacePodLevelResourcesVerticalScaling
    InPlacePodVerticalScaling InPlacePodVerticalScalingAllocatedStatus
    InPlacePodVerticalScalingExclusiveCPUs InPlacePodVerticalScalingExclusiveMemory
    InPlacePodVerticalScalingInitContainers
    InPlacePodVerticalScalingMemoryBackedVolumes
    InPlacePodVerticalScalingSchedulerPreemption InTreePluginAWSUnregister
    InTreePluginAzureDiskUnregister InTreePluginAzureFileUnregister
    InTreePluginGCEUnregister InTreePluginOpenStackUnregister
    InTreePluginPortworxUnregister InTreePluginRBDUnregister
    InTreePluginvSphereUnregister IndexedJob InformerResourceVersion
    IngressClassNamespacedParams InterPodAffinityHostnameFastPath
    JobBackoffLimitPerIndex JobManagedBy JobMutableNodeSchedulingDirectives
    JobPodFailurePolicy JobPodReplacementPolicy JobReadyPods JobSuccessPolicy
    JobTrackingWithFinalizers KMSv1 KMSv2 KMSv2KDF KubeProxyDrainingTerminatingNodes
    KubeProxyIPVS KubeProxyNFTablesLocalhostNodePorts KubeletAllocatedPodsEndpoint
    KubeletCgroupDriverFromCRI KubeletCrashLoopBackOffMax KubeletCredentialProviders
    KubeletEnsureSecretPulledImages KubeletFineGrainedAuthz KubeletInUserNamespace
    KubeletPSI KubeletPodResources KubeletPodResourcesDynamicResources
    KubeletPodResourcesGet KubeletPodResourcesGetAllocatable
    KubeletPodResourcesListUseActivePods KubeletRegistrationGetOnExistsOnly
    KubeletSeparateDiskGC KubeletServiceAccountTokenForCredentialProviders
    KubeletTracing LegacyServiceAccountTokenCleanUp
    LegacyServiceAccountTokenNoAutoGeneration LegacyServiceAccountTokenTracking
    LegacySidecarContainers ListFromCacheSnapshot LoadBalancerIPMode
    LocalStorageCapacityIsolation LocalStorageCapacityIsolationFSQuotaMonitoring
    LogarithmicScaleDown LoggingAlphaOptions LoggingBetaOptions LoggingStableOptions
    ManifestBasedAdmissionControlConfig MatchLabelKeysInPodAffinity
    MatchLabelKeysInPodTopologySpread MatchLabelKeysInPodTopologySpreadSelectorMerge
    MaxUnavailableStatefulSet MemoryManager MemoryQoS MinDomainsInPodTopologySpread
    MinimizeIPTablesRestore MixedProtocolLBService MultiCIDRRangeAllocator
    MultiCIDRServiceAllocator MutableCSINodeAllocatableCount MutablePVNodeAffinity
    MutablePodResourcesForSuspendedJobs MutableSchedulingDirectivesForSuspendedJobs
    MutatingAdmissionPolicy MyFeature NFTablesNetlink NFTablesProxyMode
    NativeHistograms NetworkPolicyEndPort NetworkPolicyStatus
    NewVolumeManagerReconstruction NodeControllerLeaseCircuitBreaker
    NodeDeclaredFeatures NodeInclusionPolicyInPodTopologySpread
    NodeLifecycleConditions NodeLogQuery NodeOutOfServiceVolumeDetach NodeSwap
    NominatedNodeNameForExpectation NonPreemptingPriority OpenAPIEnums OpenAPIV3
    OpportunisticBatching OrderedNamespaceDeletion PDBUnhealthyPodEvictionPolicy
    PLEGOnDemandRelist PersistentVolumeClaimUnusedSinceTime
    PersistentVolumeLastPhaseTransitionTime PodAffinityNamespaceSelector
    PodAndContainerStatsFromCRI PodCertificateRequest PodDeletionCost
    PodDisruptionBudget PodDisruptionConditions PodGroupPreemptionPolicy
    PodHasNetworkCondition PodHostIPs PodIndexLabel PodLevelResourceManagers
    PodLevelResources PodLevelResourcesFixDefaulting
    PodLevelResourcesFixKubeletQOSClass PodLifecycleSleepAction
    PodLifecycleSleepActionAllowZero PodLogsQuerySplitStreams
    PodObservedGenerationTracking PodOverhead PodReadyToStartContainersCondition
    PodSchedulingReadiness PodSecurity PodTopologyLabelsAdmission PodsAPI
    PortForwardWebsockets PreferNominatedNode PreferSameTrafficDistribution
    PreventStaticPodAPIReferences ProbeHostPodSecurityStandards
    ProbeTerminationGracePeriod ProcMountType ProxyTerminatingEndpoints QOSReserved
    ReadWriteOncePod RecoverVolumeExpansionFailure RecursiveReadOnlyMounts
    ReduceDefaultCrashLoopBackOffDecay RelaxedDNSSearchValidation
    RelaxedEnvironmentVariableValidation RelaxedServiceNameValidation
    ReloadKubeletServerCertificateFile RemainingItemCount RemoteRequestHeaderUID
    RemoveSelfLink ResilientWatchCacheInitialization ResourceHealthStatus
    ResourceHealthStatusMessage RestartAllContainersOnContainerExits
    RetroactiveDefaultStorageClass RetryGenerateName RotateKubeletServerCertificate
    RuntimeClassInImageCriApi SELinuxChangePolicy SELinuxMount
    SELinuxMountReadWriteOncePod SchedulerAsyncAPICalls SchedulerAsyncPreemption
    SchedulerPopFromBackoffQ SchedulerPreQueueingHints SchedulerQueueingHints
    SeccompDefault SecurityContextDeny SelectorIndex SeparateCacheWatchRPC
    SeparateTaintEvictionController ServerSideApply ServerSideFieldValidation
    ServiceAccountNodeAudienceRestriction ServiceAccountTokenJTI
    ServiceAccountTokenNodeBinding ServiceAccountTokenNodeBindingValidation
    ServiceAccountTokenPodNodeInfo ServiceCIDRStatusFieldWiping
    ServiceIPStaticSubrange ServiceInternalTrafficPolicy ServiceLBNodePortControl
    ServiceLoadBalancerClass ServiceNodePortStaticSubrange
    ServiceTrafficDistribution ShardedListAndWatch SidecarContainers
    SizeBasedListCostEstimate SizeMemoryBackedVolumes SkipReadOnlyValidationGCE
    StableLoadBalancerNodeSet StaleControllerConsistencyDaemonSet
    StaleControllerConsistencyHPA StaleControllerConsistencyJob
    StaleControllerConsistencyReplicaSet StaleControllerConsistencyStatefulSet
    StatefulSetAutoDeletePVC StatefulSetMinReadySeconds StatefulSetRecreateStrategy
    StatefulSetSemanticRevisionComparison StatefulSetStartOrdinal
    StorageCapacityScoring StorageNamespaceIndex StorageObjectInUseProtection
    StorageVersionAPI StorageVersionHash StorageVersionMigrator
    StreamingCollectionEncodingToJSON StreamingCollectionEncodingToProtobuf
    StrictCostEnforcementForVAP StrictCostEnforcementForWebhooks
    StrictIPCIDRValidation StructuredAuthenticationConfiguration
    StructuredAuthenticationConfigurationEgressSelector
    StructuredAuthenticationConfigurationJWKSMetrics
    StructuredAuthorizationConfiguration SupplementalGroupsPolicy SuspendJob
    SystemdWatchdog TTLAfterFinished TaintTolerationComparisonOperators Test
    TestAlphaFeature TestBetaDefaultOffFeature TestBetaFeature TestGAFeature
    TokenRequestServiceAccountUIDValidation TopologyAwareHints
    TopologyAwareWorkloadScheduling TopologyManager
    TopologyManagerPolicyAlphaOptions TopologyManagerPolicyBetaOptions
    TopologyManagerPolicyOptions TranslateStreamCloseWebsocketRequests
    UnauthenticatedHTTP2DOSMitigation UnknownVersionInteroperabilityProxy
    UnlockWhileProcessingFIFO UserNamespacesHostNetworkSupport
    UserNamespacesPodSecurityStandards UserNamespacesStatelessPodsSupport
    UserNamespacesSupport ValidatingAdmissionPolicy VolumeAttributesClass
    VolumeBindMountOptions VolumeCapacityPriority VolumeLimitScaling VolumeSubpath
    WatchBookmark WatchCacheInitializationPostStartHook
    WatchFromStorageWithoutResourceVersion WatchList WatchListClient
    WatchListCompression WebhookRoundTripLoadBalancing WinDSR WinOverlay
    WindowsCPUAndMemoryAffinity WindowsEndpointSliceProxying
    WindowsGracefulNodeShutdown WindowsHostNetwork WindowsHostProcessContainers
    WorkloadAwarePreemption WorkloadWithJob ZeroLimitedNominalConcurrencyShares
    """.split()
)
